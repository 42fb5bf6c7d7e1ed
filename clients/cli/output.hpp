#pragma once
// What the command line prints: tables for people, JSON for scripts.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace halle::cli {

using Json = nlohmann::ordered_json;

/// A table: the keys are those of the JSON objects, the headings are shown to people.
struct Column {
  std::string key;
  std::string heading;
};

/// Prints an array of objects, as JSON or as a table with aligned columns.
void print_list(const Json& list, const std::vector<Column>& columns, bool json);
/// Prints one object, as JSON or one line per key.
void print_object(const Json& object, bool json);
/// Writes `text` to stdout.
void print(const std::string& text);

}  // namespace halle::cli
