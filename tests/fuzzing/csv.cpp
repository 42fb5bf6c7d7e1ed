// Any file as a sheet; what was read is within the limits and reads the same once written.
#include <algorithm>
#include <iterator>
#include <string>

#include "core/base/text/text.hpp"
#include "core/sheets/sheet.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::sheets {
namespace {
bool is_blank(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
}

void check_cells(const std::vector<std::string>& cells) {
  MUST(!is_blank(cells) && cells.size() <= max_columns);
  for (const auto& cell : cells) MUST(cell.size() <= max_cell_bytes && is_utf8(cell));
}

void check_written(const Sheet& sheet, char separator) {
  const auto again = read_csv(write_csv(sheet, separator));
  // A few cells without what surrounded them may look like a binary file.
  if (!again &&
      (again.error().reason == "sheet.not_text" || again.error().reason == "sheet.doubly_encoded"))
    return;
  MUST(again && again.value().header == sheet.header);
  MUST(again.value().rows.size() == sheet.rows.size());
  for (std::size_t i = 0; i < sheet.rows.size(); ++i)
    MUST(again.value().rows[i].cells == sheet.rows[i].cells);
}

void check(std::string_view bytes) {
  const auto read = read_csv(bytes);
  if (!read) {
    MUST(read.error().code == Code::invalid_argument && read.error().fields.size() == 1);
    return;
  }
  const Sheet& sheet = read.value();
  check_cells(sheet.header);
  int line = 0;
  for (const auto& row : sheet.rows) {
    check_cells(row.cells);
    MUST(row.line > line && row.cells.size() >= sheet.header.size());
    line = row.line;
  }
  // A header of one cell looks like a title above wider rows.
  if (std::count(sheet.header.begin(), sheet.header.end(), std::string()) + 1 >=
      std::ssize(sheet.header))
    return;
  for (const char separator : {';', ',', '\t'}) check_written(sheet, separator);
}
}  // namespace
}  // namespace halle::sheets

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halle::sheets::check(halle::fuzzing::text_of(data, size));
  return 0;
}
