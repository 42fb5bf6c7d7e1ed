#pragma once
// Sheets: tables that cooperatives keep in a spreadsheet and save as CSV. A Sheet is the whole file
// in memory, in UTF-8, uninterpreted. Plain values, no shared state.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace halle::sheets {

inline constexpr std::size_t max_bytes = 20 * 1024 * 1024;  // of the file as given
inline constexpr std::size_t max_rows = 100'000;            // without the header
inline constexpr std::size_t max_columns = 200;
inline constexpr std::size_t max_cell_bytes = 10'000;  // once in UTF-8

/// One line of the table. `line` is the 1-based number of the line of the file on which the row
/// starts (a quoted cell may span several); a CRLF ends one line.
struct Row {
  int line = 0;
  std::vector<std::string> cells;
};

/// `header` is the first row that is not blank, below titles. No row has fewer cells than it.
struct Sheet {
  std::vector<std::string> header;
  std::vector<Row> rows;
};

/// Reads a CSV file. The encoding is recognised: UTF-8, UTF-16 with or without byte order mark,
/// else Windows-1252; so is the separator: the one of `;`, tab and `,` that the header has most.
/// A first line `sep=;` says it, and is no row. Up to ten rows above the header are titles if they
/// have one cell, or another separator than the table. CR, LF and CRLF end lines. Spaces around a
/// cell are dropped unless they are quoted. Rows without any content are skipped; shorter rows are
/// padded with empty cells; empty cells beyond the header are dropped, while a row with content
/// beyond it is kept as it is, for the importer to report. Two headings may be the same. A file
/// with a header alone is a Sheet without rows.
///
/// Errors, all invalid_argument:
/// - `sheet.empty`: nothing but blank lines; field `file`.
/// - `sheet.too_large`: one of the limits above is exceeded; field `file`, or `line` with the
///   number of the row as value.
/// - `sheet.not_text`: a workbook, a PDF or any other binary; field `file`.
/// - `sheet.mixed_encoding`: some lines are UTF-8 and others are not, or the file is cut within a
///   character; field `line`, value = the first of the fewer.
/// - `sheet.doubly_encoded`: UTF-8 was taken for another encoding before, `Ã©` for `é`; field
///   `line`, value = the first such line.
/// - `sheet.unclosed_quote`: the file ends inside a quoted cell; field `line`, value = where the
///   row that has it starts.
Result<Sheet> read_csv(std::string_view bytes);

/// Loads the C library's files that read_csv needs for encodings other than UTF-8, for the rest of
/// the process. Call it before the process loses the right to open files.
void load_encodings();

/// Writes the header and the rows as RFC 4180 with LF ends, in UTF-8 without byte order mark.
/// Cells are written exactly, none is neutralised: read_csv gives the same cells back, provided
/// that they are text within the limits, that no row is blank, and that two cells of the header are
/// not empty. `separator` is one of `;` `,` tab.
std::string write_csv(const Sheet& sheet, char separator);

/// The key by which headings are compared: the folded text, or the trimmed text where folding
/// leaves nothing (`€`, non-Latin scripts). Empty for an empty heading.
std::string heading_key(std::string_view heading);

}  // namespace halle::sheets
