#include "core/sheets/columns.hpp"

#include <algorithm>
#include <optional>

#include "core/base/text/text.hpp"

namespace halle::sheets {
namespace {
bool is_called(const Column& column, const std::string& name) {
  return heading_key(column.key) == name ||
         std::any_of(column.headings.begin(), column.headings.end(),
                     [&](const auto& heading) { return heading_key(heading) == name; });
}

void add(std::optional<Error>& error, const char* reason, std::string field, std::string value) {
  if (!error) error = Error{Code::invalid_argument, reason};
  error->fields.push_back({std::move(field), reason, std::move(value)});
}
}  // namespace

Result<Mapping> map_columns(const std::vector<std::string>& header,
                            const std::vector<Column>& columns, const Renamed& renamed) {
  std::vector<std::string> names;
  for (const auto& heading : header) names.push_back(heading_key(heading));
  std::vector<bool> used(header.size(), false);
  const auto find = [&](const std::string& name) {
    const auto at = name.empty() ? names.end() : std::find(names.begin(), names.end(), name);
    return at == names.end() ? -1 : static_cast<int>(at - names.begin());
  };

  Mapping mapping;
  mapping.index_by_column.assign(columns.size(), -1);
  std::optional<Error> error;
  for (const auto& [key, heading] : renamed) {
    const std::string name = heading_key(key);
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& c) { return is_called(c, name); });
    const int index = find(heading_key(heading));
    if (column == columns.end() || index < 0) {
      add(error, "sheet.unknown_mapping", key, heading);
      continue;
    }
    int& place = mapping.index_by_column[static_cast<std::size_t>(column - columns.begin())];
    if (place >= 0) {
      add(error, "sheet.mapping_twice", column->key, heading);
      continue;
    }
    place = index;
    used[static_cast<std::size_t>(index)] = true;
  }
  if (error) return *std::move(error);

  for (std::size_t i = 0; i < columns.size(); ++i) {
    int& place = mapping.index_by_column[i];
    std::vector<std::string> known = columns[i].headings;
    known.push_back(columns[i].key);
    for (auto heading = known.begin(); place < 0 && heading != known.end(); ++heading) {
      const int index = find(heading_key(*heading));
      if (index < 0 || used[static_cast<std::size_t>(index)]) continue;
      place = index;
      used[static_cast<std::size_t>(index)] = true;
    }
    if (place < 0 && columns[i].required) add(error, "sheet.column_missing", columns[i].key, {});
    if (place < 0) continue;
    const auto at = static_cast<std::size_t>(place);
    if (std::count(names.begin(), names.end(), names[at]) > 1)
      add(error, "sheet.duplicate_column", columns[i].key, trim(header[at]));
  }
  if (error) return *std::move(error);

  for (std::size_t i = 0; i < header.size(); ++i)
    if (!used[i] && !names[i].empty()) mapping.ignored.push_back(trim(header[i]));
  return mapping;
}

std::string cell(const Row& row, const Mapping& mapping, std::size_t column) {
  const int index = mapping.index_by_column.at(column);
  if (index < 0 || static_cast<std::size_t>(index) >= row.cells.size()) return {};
  return trim(row.cells[static_cast<std::size_t>(index)]);
}

void check_width(const Row& row, const Sheet& sheet, std::vector<FieldViolation>& violations) {
  for (std::size_t i = sheet.header.size(); i < row.cells.size(); ++i) {
    if (row.cells[i].empty()) continue;
    violations.push_back({"row", "sheet.too_many_cells", row.cells[i]});
    return;
  }
}

bool is_reference(std::string_view text, std::size_t max) {
  return !text.empty() && text.size() <= max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '/' || c == '.';
  });
}

}  // namespace halle::sheets
