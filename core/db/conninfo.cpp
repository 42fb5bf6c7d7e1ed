#include "core/db/conninfo.hpp"

#include <libpq-fe.h>

#include <memory>

namespace halle::db {

Result<std::string> conninfo_with(const std::string& given,
                                  const std::map<std::string, std::string>& settings,
                                  const std::string& options) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(given.c_str(), nullptr), &PQconninfoFree);
  if (!parsed) return Error{Code::invalid_argument, "halle.database_url_refused"};
  auto all = settings;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) all[option->keyword] = option->val;
  if (!options.empty()) {
    auto& said = all["options"];
    said += (said.empty() ? "" : " ") + options;
  }
  std::string out;
  for (const auto& [key, value] : all) {
    out += (out.empty() ? "" : " ") + key + "='";
    for (const char c : value)
      out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
    out += "'";
  }
  return out;
}

}  // namespace halle::db
