#include "clients/cli/output.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "clients/cli/units.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text/text.hpp"

namespace halle::cli {
namespace {
std::string heading(const std::string& key) {
  const std::string known = "heading." + key;
  return words(known) == known ? key : words(known);
}

std::string shown(const std::string& key, const Json& value) {
  if (value.is_null()) return "";
  if (value.is_boolean()) return words(value.get<bool>() ? "yes" : "no");
  if (value.is_number_integer() && key.ends_with("_cents")) return euros(value.get<std::int64_t>());
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.ends_with('Z'))
      if (const auto instant = parse_instant(text)) return local_time(*instant);
    const std::string code = key + "." + value.get<std::string>();
    return words(code) == code ? value.get<std::string>() : words(code);
  }
  if (value.is_number_float() && french()) {
    std::string out = value.dump();
    std::replace(out.begin(), out.end(), '.', ',');
    return out;
  }
  if (value.is_array()) {
    std::string out;
    for (const auto& item : value) out += (out.empty() ? "" : ", ") + shown(key, item);
    return out;
  }
  return value.dump();
}
}  // namespace

void use_zone(const std::string& zone) {
  if (!zone.empty()) ::setenv("TZ", zone.c_str(), 1);
  ::tzset();
}

std::string local_time(Instant instant) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  std::tm parts{};
  char text[32];
  if (::localtime_r(&seconds, &parts) == nullptr) return format_instant(instant);
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return {text, size};
}

void print(const std::string& text) {
  std::cout << text << std::flush;
}

void print_list(const Json& list, const std::vector<std::string>& keys, bool json) {
  if (json) {
    print(list.dump(2) + "\n");
    return;
  }
  std::vector<std::vector<std::string>> lines(1);
  for (const auto& key : keys) lines.front().push_back(heading(key));
  for (const auto& item : list) {
    auto& line = lines.emplace_back();
    for (const auto& key : keys) line.push_back(shown(key, item.value(key, Json{})));
  }
  std::vector<std::size_t> widths(keys.size());
  for (const auto& line : lines)
    for (std::size_t c = 0; c < keys.size(); ++c) widths[c] = std::max(widths[c], length(line[c]));
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < keys.size(); ++c) {
      out += line[c];
      if (c + 1 < keys.size()) out.append(widths[c] - length(line[c]) + 2, ' ');
    }
    out += "\n";
  }
  print(out);
}

void print_object(const Json& object, bool json) {
  if (json) {
    print(object.dump(2) + "\n");
    return;
  }
  std::string out;
  for (const auto& [key, value] : object.items()) {
    const bool objects = value.is_array() && !value.empty() && value.front().is_object();
    out += heading(key) + colon() + (objects ? std::to_string(value.size()) : shown(key, value)) +
           "\n";
  }
  print(out);
}

}  // namespace halle::cli
