#pragma once
// Sheets made of the fuzzer's text: every column an importer knows, rows by line, cells by `;`.

#include <set>
#include <string>

#include "core/base/text/text.hpp"
#include "core/sheets/columns.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::fuzzing {

/// What a string of a request may hold: UTF-8, NUL included.
inline bool is_request_text(std::string_view text) {
  std::string rest(text);
  std::erase(rest, '\0');
  return is_utf8(rest);
}

inline sheets::Sheet sheet_of(std::string_view text, const std::vector<sheets::Column>& columns) {
  sheets::Sheet sheet;
  for (const auto& column : columns) sheet.header.push_back(column.key);
  for (int line = 2; !text.empty(); ++line) {
    sheets::Row row{line, {}};
    for (auto cells = take(text, '\n'); !cells.empty();) row.cells.emplace_back(take(cells, ';'));
    if (row.cells.size() < columns.size()) row.cells.resize(columns.size());
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

/// Each row is either taken or rejected for a cell that exists.
template <class Parsed>
void check_rows(const Parsed& parsed, const sheets::Sheet& sheet,
                const std::vector<sheets::Column>& columns) {
  std::set<int> lines;
  for (const auto& row : parsed.rows) MUST(lines.insert(row.line).second);
  std::set<std::string> keys = {"row"};
  for (const auto& column : columns) keys.insert(column.key);
  for (const auto& reject : parsed.rejects) {
    MUST(lines.insert(reject.line).second && !reject.violations.empty());
    for (const auto& violation : reject.violations)
      MUST(keys.contains(violation.field) && !violation.reason.empty());
  }
  MUST(lines.size() == sheet.rows.size() && parsed.ignored.empty());
}

}  // namespace halle::fuzzing
