#include "clients/cli/output.hpp"

#include <algorithm>
#include <iostream>

#include "clients/cli/words.hpp"
#include "core/base/text.hpp"

namespace halle::cli {
namespace {
std::string shown(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float() && french()) {
    std::string out = value.dump();
    std::replace(out.begin(), out.end(), '.', ',');
    return out;
  }
  if (value.is_array()) {
    std::string out;
    for (const auto& item : value) out += (out.empty() ? "" : ", ") + shown(item);
    return out;
  }
  return value.dump();
}
}  // namespace

void print(const std::string& text) {
  std::cout << text << std::flush;
}

void print_list(const Json& list, const std::vector<Column>& columns, bool json) {
  if (json) {
    print(list.dump(2) + "\n");
    return;
  }
  std::vector<std::size_t> widths;
  for (const auto& column : columns) {
    std::size_t width = length(column.heading);
    for (const auto& item : list)
      width = std::max(width, length(shown(item.value(column.key, Json{}))));
    widths.push_back(width);
  }
  const auto line = [&](auto text_of) {
    std::string out;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string text = text_of(columns[c]);
      out += text;
      if (c + 1 < columns.size()) out.append(widths[c] - length(text) + 2, ' ');
    }
    return out + "\n";
  };
  std::string out = line([](const Column& column) { return column.heading; });
  for (const auto& item : list)
    out += line([&](const Column& column) { return shown(item.value(column.key, Json{})); });
  print(out);
}

void print_object(const Json& object, bool json) {
  if (json) {
    print(object.dump(2) + "\n");
    return;
  }
  std::string out;
  for (const auto& [key, value] : object.items())
    if (!value.is_array() || value.empty() || !value.front().is_object())
      out += key + ": " + shown(value) + "\n";
  print(out);
}

}  // namespace halle::cli
