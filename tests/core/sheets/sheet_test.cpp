#include "core/sheets/sheet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
                                          "a\x81\n",
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

TEST(Sheet, MayHaveTheSameHeadingTwice) {
  expect_sheet("a;(reserved);(reserved)\n1;2;3\n",
               {{"a", "(reserved)", "(reserved)"}, {{2, {"1", "2", "3"}}}});
  expect_sheet("x;;y\n1;2;3\n", {{"x", "", "y"}, {{2, {"1", "2", "3"}}}});
  expect_sheet("имя;город\n1;2\n", {{"имя", "город"}, {{2, {"1", "2"}}}});
}

TEST(Sheet, SkipsWhatStandsAboveTheHeaderAndKeepsTheFilesLines) {
  const Cells header = {"n", "nom"};
  const auto at = [&](int line) { return Sheet{header, {{line, {"1", "Zoé"}}}}; };
  expect_sheet("sep=;\nn;nom\n1;Zoé\n", at(3));
  expect_sheet("\xEF\xBB\xBFSEP=,\r\nn,nom\r\n1,Zoé\r\n", at(3));
  expect_sheet("sep=\t\rn\tnom\r1\tZoé", at(3));
  expect_sheet("Membres de La Coopérette\nn;nom\n1;Zoé\n", at(3));
  expect_sheet("Membres;;;\n\nau 1er mars 2026;;;\n;;\nn;nom\n1;Zoé;;\n", at(6));
  expect_sheet("La Coopérette, liste des membres\n\nn;nom\n1;Zoé\n", at(4));
  expect_sheet("\"Membres,\nde la \"\"Coop\"\"\"\nn;nom\n1;Zoé\n", at(4));
  expect_sheet("sep=;\nListe, triée, par nom\nn;nom\n1;Zoé\n", at(4));
  // A heading alone, a header above short rows, and what only looks like the mark of a separator.
  expect_sheet("nom\nZoé\nLéo\n", {{"nom"}, {{2, {"Zoé"}}, {3, {"Léo"}}}});
  expect_sheet("n;nom;x\n1\n1,5\n",
               {{"n", "nom", "x"}, {{2, {"1", "", ""}}, {3, {"1,5", "", ""}}}});
  expect_sheet("sep=x;b\n1;2\n", {{"sep=x", "b"}, {{2, {"1", "2"}}}});
  expect_error("sep=;\n", "sheet.empty", "file");
  expect_error("Membres\nn;nom\n1;\"Zoé\n", "sheet.unclosed_quote", "line", "3");
}

/// 1 to 9 lines of French words in UTF-8 that all have accents.
Cells french_lines(std::mt19937& random) {
  const Cells words = {"Crémer", "D’Artagnan", "Lætitia", "Łukasz",
                       "forêt",  "à l’École",  "12 €",    "ça"};
  Cells lines(1 + random() % 9);
  for (auto& line : lines)
    for (int n = 0; n < 3; ++n) line += words[random() % words.size()] + ";";
  return lines;
}

std::string joined(const Cells& lines, const char* end) {
  std::string out = "nom;ville;autre" + std::string(end);
  for (const auto& line : lines) out += line + end;
  return out;
}

/// As software does it that takes UTF-8 for Windows-1252.
std::string encoded_again(std::string_view utf8) {
  const std::map<unsigned char, std::string> others = {
      {0x80, "€"}, {0x81, "\xC2\x81"}, {0x82, "‚"}, {0x87, "‡"}, {0x89, "‰"},
      {0x99, "™"}, {0x93, "“"},        {0x94, "”"}, {0x98, "˜"}, {0x83, "ƒ"}};
  std::string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      out += c;
    else if (const auto found = others.find(byte); found != others.end())
      out += found->second;
    else
      (out += static_cast<char>(0xC0 | byte >> 6)) += static_cast<char>(0x80 | (byte & 0x3F));
  }
  return out;
}

TEST(Sheet, RefusesALineInAnotherEncodingByItsNumber) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const char* end = seed % 3 == 0 ? "\r\n" : seed % 3 == 1 ? "\n" : "\r";
    const char* mark = seed % 5 == 0 ? "\xEF\xBB\xBF" : "";
    auto lines = french_lines(random);
    EXPECT_TRUE(read_csv(mark + joined(lines, end)));
    // One line more than there are wrong ones, so that it is known which those are.
    lines.push_back("forêt;;");
    const std::size_t wrong = random() % (lines.size() - 1);
    lines[wrong] = "For\xEAt;\xC9t\xE9;caf\xE9";
    expect_error(mark + joined(lines, end), "sheet.mixed_encoding", "line",
                 std::to_string(wrong + 2));
  }
  // The other way round: one line of UTF-8 among many that are not.
  expect_error("n;nom\n1;Zo\xE9\n2;L\xE9o\n3;Zo\xC3\xA9\n", "sheet.mixed_encoding", "line", "4");
  // In one line, within a quoted cell.
  expect_error("n;nom\n1;\"Zoé\nL\xE9o\"\n", "sheet.mixed_encoding", "line", "3");
  // Greek among Latin.
  expect_error("n;nom\n1;Νίκη\n2;Zo\xE9\n", "sheet.mixed_encoding", "line", "3");
}

TEST(Sheet, RefusesAFileThatIsCutWithinACharacter) {
  std::size_t cuts = 0;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = joined(french_lines(random), "\n");
    const std::size_t size = whole.size() / 2 + random() % (whole.size() / 2);
    const std::string cut = whole.substr(0, size);
    const auto lines = std::count(cut.begin(), cut.end(), '\n') + 1;
    if ((static_cast<unsigned char>(whole[size]) & 0xC0) != 0x80) {
      EXPECT_TRUE(read_csv(cut)) << cut;
    } else if (lines > 3) {
      ++cuts;
      expect_error(cut, "sheet.mixed_encoding", "line", std::to_string(lines));
    }
  }
  EXPECT_GT(cuts, 10u);
  expect_error("n;nom\n1;Ren\xC3", "sheet.mixed_encoding", "line", "2");
}

TEST(Sheet, RefusesALineThatIsDoublyEncodedByItsNumber) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    auto lines = french_lines(random);
    const std::size_t wrong = random() % lines.size();
    lines[wrong] = encoded_again(lines[wrong]);
    expect_error(joined(lines, "\n"), "sheet.doubly_encoded", "line", std::to_string(wrong + 2));
    std::u16string utf16 = u"n;nom\n1;Cr\u00C3\u00A9mer\n";
    expect_error(in_utf16(utf16, seed % 2 == 0), "sheet.doubly_encoded", "line", "2");
  }
}

TEST(Sheet, TakesCapitalsBeforeFrenchPunctuationInWindows1252) {
  // É», é…» and Ï’ are well-formed UTF-8 by chance.
  expect_sheet("n;nom\n1;\xAB CAF\xC9\xBB\n2;\xE9\x85\xA0\xBB\n3;Zo\xE9\n",
               {{"n", "nom"}, {{2, {"1", "« CAFÉ»"}}, {3, {"2", "é…\u00A0»"}}, {4, {"3", "Zoé"}}}});
  expect_sheet("n;nom\n1;pâté âne ÂGE Île « Â »\n",
               {{"n", "nom"}, {{2, {"1", "pâté âne ÂGE Île « Â »"}}}});
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
