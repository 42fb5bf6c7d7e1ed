// The program halle-sheets itself: it reads in its confinement what the parser reads outside.
#include "core/sheets/reader.hpp"

#include <gtest/gtest.h>

#include "core/sheets/messages.hpp"

namespace halle::sheets {
namespace {
std::string first_cell(const std::string& bytes) {
  const auto read = read_apart(HALLE_BINARY_DIR "/bin/halle-sheets", bytes);
  if (!read)
    return read.error().fields.empty() ? read.error().reason : read.error().fields[0].reason;
  return sheet_of(read.value()).rows.at(0).cells.at(0);
}

std::string utf16(const std::string& ascii, bool big) {
  std::string out;
  for (const char c : ascii) out += big ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

TEST(SheetsProgram, ReadsEveryEncodingThatIsKnown) {
  const std::string sheet = "name;price\nforest honey;8\n";
  EXPECT_EQ(first_cell(sheet), "forest honey");
  EXPECT_EQ(first_cell("name;price\nfor\xEAt;8\n"), "forêt");
  EXPECT_EQ(first_cell("\xFF\xFE" + utf16(sheet, false)), "forest honey");
  EXPECT_EQ(first_cell("\xFE\xFF" + utf16(sheet, true)), "forest honey");
  EXPECT_EQ(first_cell(utf16(sheet, false)), "forest honey");
  EXPECT_EQ(first_cell("%PDF-1.7"), "sheet.not_text");
}

}  // namespace
}  // namespace halle::sheets
