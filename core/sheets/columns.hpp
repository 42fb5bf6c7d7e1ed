#pragma once
// Maps the columns of a Sheet to the columns an importer knows, whatever their headings, and holds
// the rules that all importers share. Plain values, no shared state.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/sheets/sheet.hpp"

namespace halle::sheets {

/// A column that an importer knows. `key` is stable (`post_code`) and is a heading too;
/// `headings` are the names people give it, the preferred ones first.
struct Column {
  std::string key;
  std::vector<std::string> headings;
  bool required = false;
};

struct Mapping {
  std::vector<int> index_by_column;  // as in the list of columns; -1 = absent from the file
  std::vector<std::string> ignored;  // headings of the file that stand for nothing known
};

/// A row that is not imported, with everything that is wrong in it. FieldViolation::field is the
/// column's key, or `row` for the row as a whole.
struct RejectedRow {
  int line = 0;
  std::vector<FieldViolation> violations;
};

/// Renamed columns: key or heading of a Column → heading in the file.
using Renamed = std::map<std::string, std::string>;

/// Finds the columns in the header of a file. Names are compared by heading_key. `renamed` comes
/// first, and the headings it uses are not matched again; if several headings of the file fit one
/// column, the one that Column lists first is taken and the others are ignored.
///
/// Errors, invalid_argument, with one violation for each:
/// - `sheet.unknown_mapping`: a rename whose column is unknown, or whose heading is not in the
///   file; field = the column as the user wrote it, value = the heading.
/// - `sheet.mapping_twice`: two renames of one column; field = key, value = the second heading.
/// - `sheet.column_missing`: a required column is not there; field = key.
/// - `sheet.duplicate_column`: a heading that stands for a column is in the file twice; field =
/// key,
///   value = the heading. Those that stand for nothing may be.
Result<Mapping> map_columns(const std::vector<std::string>& header,
                            const std::vector<Column>& columns, const Renamed& renamed);

/// The trimmed cell of a column; empty if the file does not have the column.
std::string cell(const Row& row, const Mapping& mapping, std::size_t column);

/// Adds `sheet.too_many_cells`, field `row`, value = the first cell beyond the header, if the row
/// has content beyond it.
void check_width(const Row& row, const Sheet& sheet, std::vector<FieldViolation>& violations);

/// 1 to `max` characters, all of `A-Z a-z 0-9 - _ / .`.
bool is_reference(std::string_view text, std::size_t max);

}  // namespace halle::sheets
