#include "clients/cli/words.hpp"

#include <cstdlib>
#include <map>
#include <string_view>

#include "core/base/text/text.hpp"

namespace halle::embedded {
const std::map<std::string, std::string_view>& locale_files();
}

namespace halle::cli {
namespace {
std::map<std::string, std::string> read_words(const std::string& file_name) {
  std::map<std::string, std::string> known;
  for (const auto& [path, text] : embedded::locale_files()) {
    if (!path.ends_with("/" + file_name)) continue;
    for (const auto& line : split(text, '\n'))
      if (const auto at = line.find(" = "); at != std::string::npos)
        known.emplace(line.substr(0, at), line.substr(at + 3));
  }
  return known;
}
}  // namespace

bool french() {
  for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return !std::string_view(value).starts_with("en");
  return true;
}

std::string words(const std::string& key, bool in_french) {
  static const auto in_fr = read_words("fr.txt");
  static const auto in_en = read_words("en.txt");
  const auto& known = in_french ? in_fr : in_en;
  const auto found = known.find(key);
  return found == known.end() ? key : found->second;
}

std::string colon(bool in_french) {
  return in_french ? " : " : ": ";
}

std::string describe(const Error& error) {
  std::string out = words("error") + colon() + words(error.reason) + " [" + error.reason + "]\n";
  if (!error.detail.empty()) out += "  " + error.detail + "\n";
  for (const auto& field : error.fields) {
    const std::string column = "column." + field.field;
    const std::string name = words(column) == column ? field.field : words(column);
    out += "  " + name + (field.value.empty() ? "" : " (" + field.value + ")") + colon() +
           words(field.reason) + (field.reason == error.reason ? "" : " [" + field.reason + "]") +
           "\n";
  }
  return out;
}

}  // namespace halle::cli
