#include "core/db/conninfo.hpp"

#include <libpq-fe.h>

#include <memory>

namespace halle::db {
namespace {
using Settings = std::map<std::string, std::string>;

Result<Settings> read(const std::string& given) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(given.c_str(), nullptr), &PQconninfoFree);
  if (!parsed) return Error{Code::invalid_argument, "halle.database_url_refused"};
  Settings all;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) all[option->keyword] = option->val;
  return all;
}

std::string written(const Settings& all) {
  std::string out;
  for (const auto& [key, value] : all) {
    out += (out.empty() ? "" : " ") + key + "='";
    for (const char c : value)
      out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
    out += "'";
  }
  return out;
}
}  // namespace

Result<std::string> conninfo_with(const std::string& given, const Settings& settings,
                                  const std::string& options) {
  HALLE_TRY(all, read(given));
  all.insert(settings.begin(), settings.end());
  if (!options.empty()) {
    auto& said = all["options"];
    said += (said.empty() ? "" : " ") + options;
  }
  return written(all);
}

Result<std::string> conninfo_as(const std::string& given, const Login& login) {
  HALLE_TRY(all, read(given));
  for (const char* key : {"passfile", "sslcert", "sslkey", "sslpassword"}) all.erase(key);
  all["user"] = login.name;
  all["password"] = login.password;
  return written(all);
}

}  // namespace halle::db
