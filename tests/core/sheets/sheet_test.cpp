#include "core/sheets/sheet.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace halle::sheets {
namespace {
using Cells = std::vector<std::string>;

std::string in_utf16(std::u16string_view text, bool big_endian) {
  std::string out;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

void expect_same(const Sheet& sheet, const Sheet& expected) {
  EXPECT_EQ(sheet.header, expected.header);
  ASSERT_EQ(sheet.rows.size(), expected.rows.size());
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    EXPECT_EQ(sheet.rows[i].line, expected.rows[i].line) << "row " << i;
    EXPECT_EQ(sheet.rows[i].cells, expected.rows[i].cells) << "row " << i;
  }
}

void expect_sheet(std::string_view bytes, const Sheet& expected) {
  const auto read = read_csv(bytes);
  ASSERT_TRUE(read) << read.error().reason;
  expect_same(read.value(), expected);
}

void expect_error(std::string_view bytes, std::string_view reason, std::string_view field,
                  std::string_view value = {}) {
  const auto read = read_csv(bytes);
  ASSERT_FALSE(read) << reason;
  EXPECT_EQ(read.error().code, Code::invalid_argument);
  EXPECT_EQ(read.error().reason, reason);
  ASSERT_EQ(read.error().fields.size(), 1u);
  EXPECT_EQ(read.error().fields[0].reason, reason);
  EXPECT_EQ(read.error().fields[0].field, field);
  EXPECT_EQ(read.error().fields[0].value, value);
}

template <class String>
String with_separator(String text, typename String::value_type separator) {
  for (auto& c : text)
    if (c == ';') c = separator;
  return text;
}

TEST(Sheet, IsTheSameInEveryEncodingAndWithEverySeparator) {
  const Sheet expected = {{"Numéro", "Nom", "Prix €"},
                          {{2, {"007", "Cœur d'Hérault", "1.20"}}, {3, {"8", "Ÿ", ""}}}};
  const std::string utf8 = "Numéro;Nom;Prix €\n007;Cœur d'Hérault;1.20\n8;Ÿ;\n";
  const std::u16string utf16 = u"Numéro;Nom;Prix €\n007;Cœur d'Hérault;1.20\n8;Ÿ;\n";
  const std::string windows = "Num\xE9ro;Nom;Prix \x80\n007;C\x9Cur d'H\xE9rault;1.20\n8;\x9F;\n";
  for (const char separator : {';', ',', '\t'}) {
    SCOPED_TRACE(static_cast<int>(separator));
    const auto units = with_separator(utf16, static_cast<char16_t>(separator));
    const std::map<std::string, std::string> files = {
        {"UTF-8", with_separator(utf8, separator)},
        {"UTF-8 with mark", "\xEF\xBB\xBF" + with_separator(utf8, separator)},
        {"UTF-16LE", in_utf16(units, false)},
        {"UTF-16BE", in_utf16(units, true)},
        {"UTF-16LE with mark", in_utf16(u"\xFEFF" + units, false)},
        {"UTF-16BE with mark", in_utf16(u"\xFEFF" + units, true)},
        {"Windows-1252", with_separator(windows, separator)},
    };
    for (const auto& [encoding, bytes] : files) {
      SCOPED_TRACE(encoding);
      expect_sheet(bytes, expected);
    }
  }
}

TEST(Sheet, TakesEveryLineEndAndCountsLines) {
  const Sheet expected = {{"a", "b"}, {{3, {"1", "2"}}, {5, {"3", "4"}}}};
  expect_sheet("a;b\n\n1;2\n;\n3;4", expected);
  expect_sheet("a;b\r\n\r\n1;2\r\n  \r\n3;4\r\n", expected);
  expect_sheet("a;b\r\r1;2\r\r3;4\r\r", expected);
  expect_sheet("a\n1\n2", {{"a"}, {{2, {"1"}}, {3, {"2"}}}});
  expect_sheet("\n \na;b\n1;2\n", {{"a", "b"}, {{4, {"1", "2"}}}});
}

TEST(Sheet, KeepsNewlinesAndQuotesInsideQuotedCells) {
  expect_sheet("a;b\n\"x\r\ny\";\"say \"\"hi\"\"\"\n5;\"\n\n6\"\n7;8\n",
               {{"a", "b"}, {{2, {"x\r\ny", "say \"hi\""}}, {4, {"5", "\n\n6"}}, {7, {"7", "8"}}}});
}

TEST(Sheet, DropsSpacesAroundCellsUnlessQuoted) {
  expect_sheet("a ; b\n  1 ;\" 2 \"\n", {{"a", "b"}, {{2, {"1", " 2 "}}}});
}

TEST(Sheet, EvensOutTheWidthOfRowsButKeepsContentBeyondTheHeader) {
  expect_sheet(
      "a;b;c\n1\n1;2;3;;;\n1;2;3;;x;\n",
      {{"a", "b", "c"}, {{2, {"1", "", ""}}, {3, {"1", "2", "3"}}, {4, {"1", "2", "3", "", "x"}}}});
}

TEST(Sheet, RecognisesTheSeparatorOutsideQuotesOfTheFirstLineWithText) {
  expect_sheet("\n,,,,\n\"a;b;c;d\",e\n1,\"2;3\"\n", {{"a;b;c;d", "e"}, {{4, {"1", "2;3"}}}});
  expect_sheet("a;b, c\n1,5;2\n", {{"a", "b, c"}, {{2, {"1,5", "2"}}}});
  expect_sheet("alone\n1\n", {{"alone"}, {{2, {"1"}}}});
}

TEST(Sheet, MayHaveNoRows) {
  expect_sheet("a;b", {{"a", "b"}, {}});
}

TEST(Sheet, RefusesAnEmptyFile) {
  for (const auto* bytes : {"", "\n\n", "  \r\n", ";;;\n;;\n", "\xEF\xBB\xBF"})
    expect_error(bytes, "sheet.empty", "file");
}

TEST(Sheet, RefusesWhatIsNoText) {
  std::string every_byte;
  for (int i = 0; i < 2560; ++i) every_byte += static_cast<char>(i * 7);
  const std::vector<std::string> files = {"PK\x03\x04 workbook",
                                          "%PDF-1.7\n",
                                          "\xD0\xCF\x11\xE0 xls",
                                          "\x1F\x8B gzip",
                                          "{\\rtf1 text}",
                                          every_byte,
                                          std::string("a;b\0\n", 5),
                                          "a;b\n\x01\x02\x03\x04",
                                          "\xEF\xBB\xBF"
                                          "caf\xE9\n",
                                          "undefined in Windows-1252: \x81\n",
                                          "\xFF\xFE"
                                          "a",
                                          std::string("\xFF\xFE\x00\xD8", 4)};
  for (const auto& bytes : files) {
    SCOPED_TRACE(bytes.substr(0, 20));
    expect_error(bytes, "sheet.not_text", "file");
  }
}

TEST(Sheet, LeavesAStrayControlCharacterToTheImporter) {
  expect_sheet("number;name\n1;Zo\x01\x65\n", {{"number", "name"}, {{2, {"1", "Zo\x01\x65"}}}});
}

TEST(Sheet, RefusesAQuoteThatIsNeverClosed) {
  expect_error("a;b\n1;2\n3;\"4\n5;6\n7;8\n", "sheet.unclosed_quote", "line", "3");
  expect_error("a;b\n1;2\n\"3;4\n5;6\n", "sheet.unclosed_quote", "line", "3");
  expect_error("\"a;b\n1;2\n", "sheet.unclosed_quote", "line", "1");
}

TEST(Sheet, RefusesTheSameHeadingTwice) {
  expect_error("Prénom;x;PRENOM.\n", "sheet.duplicate_column", "PRENOM.", "PRENOM.");
  expect_error("x;€;€\n", "sheet.duplicate_column", "€", "€");
  expect_sheet("x;;\n1;2;3\n", {{"x", "", ""}, {{2, {"1", "2", "3"}}}});
  expect_sheet("имя;город\n1;2\n", {{"имя", "город"}, {{2, {"1", "2"}}}});
}

TEST(Sheet, HoldsItsLimits) {
  const auto row = [](std::size_t cells, const std::string& each) {
    std::string out = each;
    for (std::size_t i = 1; i < cells; ++i) out += ";" + each;
    return out + "\n";
  };
  const auto header = [](std::size_t cells) {
    std::string out = "h0";
    for (std::size_t i = 1; i < cells; ++i) out += ";h" + std::to_string(i);
    return out + "\n";
  };
  EXPECT_TRUE(read_csv(header(max_columns) + row(max_columns, "x")));
  expect_error(header(max_columns + 1), "sheet.too_large", "line", "1");
  expect_error("a;b\n" + row(max_columns + 1, "x"), "sheet.too_large", "line", "2");
  EXPECT_TRUE(read_csv("a;b\n1;2" + row(5000, "")));

  EXPECT_TRUE(read_csv("a\n" + std::string(max_cell_bytes, 'x')));
  expect_error("a\n1\n" + std::string(max_cell_bytes + 1, 'x'), "sheet.too_large", "line", "3");
  // Each é takes two bytes once in UTF-8.
  expect_error("a\n" + std::string(max_cell_bytes / 2 + 1, '\xE9'), "sheet.too_large", "line", "2");

  std::string rows = "a\n";
  for (std::size_t i = 0; i < max_rows; ++i) rows += "1\n";
  EXPECT_TRUE(read_csv(rows));
  expect_error(rows + "1\n", "sheet.too_large", "file");

  std::string padding = "a\n1";
  padding.resize(max_bytes, '\n');
  EXPECT_TRUE(read_csv(padding));
  expect_error(padding + "\n", "sheet.too_large", "file");
}

TEST(Sheet, IsWrittenAsRfc4180) {
  const Sheet sheet = {{"a", "b"},
                       {{0, {"1", ""}}, {0, {"x;y", "say \"hi\""}}, {0, {" p", "q\nr"}}}};
  EXPECT_EQ(write_csv(sheet, ';'), "a;b\n1;\n\"x;y\";\"say \"\"hi\"\"\"\n\" p\";\"q\nr\"\n");
  EXPECT_EQ(write_csv({{"=1+1", "é"}, {}}, ','), "=1+1,é\n");
}

TEST(Sheet, ComesBackAsItWasWritten) {
  const std::vector<std::string> pieces = {
      "a",  "Z", "0", "é",  "œ",  "€", "😀",    "\"",    "\"\"",     ";",  ",",
      "\t", " ", "=", "\n", "\r", "'", "\r\n", "#,;\t", "\xC2\xA0", "\\", "\xEF\xBB\xBF"};
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto cell = [&] {
      std::string out;
      for (std::size_t n = below(6); n > 0; --n) out += pieces[below(pieces.size())];
      return out;
    };
    const std::size_t width = 1 + below(6);
    Sheet sheet;
    // Headings differ by their number, and no row is blank.
    for (std::size_t i = 0; i < width; ++i) sheet.header.push_back(cell() + std::to_string(i));
    for (std::size_t r = below(12); r > 0; --r) {
      Row row;
      for (std::size_t i = 0; i < width; ++i) row.cells.push_back(cell());
      row.cells[below(width)] += 'x';
      sheet.rows.push_back(std::move(row));
    }
    // `a0` and `a 0` are different, but headings must differ once folded too.
    for (std::size_t i = 0; i < width; ++i) sheet.header[i] += "c" + std::to_string(i);
    for (const char separator : {';', ',', '\t'}) {
      const std::string written = write_csv(sheet, separator);
      const auto read = read_csv(written);
      ASSERT_TRUE(read) << read.error().reason << "\n" << written;
      ASSERT_EQ(read.value().header, sheet.header) << written;
      ASSERT_EQ(read.value().rows.size(), sheet.rows.size()) << written;
      for (std::size_t r = 0; r < sheet.rows.size(); ++r)
        ASSERT_EQ(read.value().rows[r].cells, sheet.rows[r].cells) << written;
      EXPECT_EQ(write_csv(read.value(), separator), written);
    }
  }
}

TEST(Sheet, SurvivesAnyBytes) {
  std::mt19937 random(20);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    const std::string_view alphabet = "ab;,\t\"\n\r \xC3\xA9\xFF\xFE";
    for (auto n = random() % 60; n > 0; --n) bytes += alphabet[random() % alphabet.size()];
    const auto read = read_csv(bytes);
    if (!read) {
      EXPECT_EQ(read.error().code, Code::invalid_argument);
      continue;
    }
    int line = 0;
    for (const auto& row : read.value().rows) {
      EXPECT_GT(row.line, line);
      line = row.line;
      EXPECT_GE(row.cells.size(), read.value().header.size());
    }
  }
}

TEST(Sheet, HeadingsAreComparedFolded) {
  EXPECT_EQ(heading_key("  Prix (TTC) "), "prix ttc");
  EXPECT_EQ(heading_key("N°"), "n");
  EXPECT_EQ(heading_key(" € "), "€");
  EXPECT_EQ(heading_key("  "), "");
}
}  // namespace
}  // namespace halle::sheets
