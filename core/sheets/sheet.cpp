#include "core/sheets/sheet.hpp"

#include <csv.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "core/base/text/text.hpp"

namespace halle::sheets {
namespace {
constexpr std::string_view separators = ";\t,";
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

Error wrong_line(std::string reason, int line) {
  return bad_field("line", std::move(reason), std::to_string(line));
}

/// The files people send instead of a CSV: xlsx, ods and zip; pdf; xls; gzip; rtf.
bool is_known_binary(std::string_view bytes) {
  constexpr std::array<std::string_view, 5> starts = {"PK\x03\x04", "%PDF-", "\xD0\xCF\x11\xE0",
                                                      "\x1F\x8B", "{\\rtf"};
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return bytes.starts_with(start); });
}

/// A stray control character is the importer's to report; many of them are no text.
bool is_mostly_controls(std::string_view text) {
  const auto controls = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && (c < '\t' || c > '\r')) || c == 0x7F;
  });
  return static_cast<std::size_t>(controls) * 10 > text.size();
}

constexpr const char* utf16_le = "UTF-16LE";
constexpr const char* utf16_be = "UTF-16BE";
constexpr const char* windows_1252 = "CP1252";

std::optional<std::string> to_utf8(std::string_view bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  // Both UTF-16 and Windows-1252 need at most three bytes for one unit of theirs.
  std::string out(bytes.size() * 3, '\0');
  std::string in(bytes);
  char* from = in.data();
  std::size_t from_left = in.size();
  char* to = out.data();
  std::size_t to_left = out.size();
  const std::size_t done = iconv(converter, &from, &from_left, &to, &to_left);
  iconv_close(converter);
  if (done == static_cast<std::size_t>(-1) || from_left != 0) return std::nullopt;
  out.resize(out.size() - to_left);
  return out;
}

/// UTF-16 without a mark: European text has a NUL in many units, always in the same half.
const char* utf16_by_nuls(std::string_view bytes) {
  if (bytes.size() % 2 != 0) return nullptr;
  std::array<std::size_t, 2> nuls = {0, 0};
  for (std::size_t i = 0; i < bytes.size(); ++i) nuls[i % 2] += bytes[i] == '\0';
  const std::size_t units = bytes.size() / 2;
  if (nuls[0] == 0 && nuls[1] * 4 > units) return utf16_le;
  if (nuls[1] == 0 && nuls[0] * 4 > units) return utf16_be;
  return nullptr;
}

/// Bytes of the UTF-8 sequence that a text begins with; 0 if it begins with none.
std::size_t sequence(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return size != 0 && size <= text.size() && is_utf8(text.substr(0, size)) ? size : 0;
}

/// Whether a sequence is a letter and punctuation in Windows-1252 too, such as `É»` or `é…`.
bool is_letter_and_marks(std::string_view sequence) {
  constexpr std::string_view marks = "\x85\x92\x94\x96\x97\xA0\xBB";
  constexpr std::string_view written_by_utf8 = "\xC2\xC3\xC4\xC5\xE2";
  return written_by_utf8.find(sequence.front()) == std::string_view::npos &&
         sequence.substr(1).find_first_not_of(marks) == std::string_view::npos;
}

struct Lines {
  std::size_t count = 0;
  int first = 0;
  int last = 0;
  void add(int line) {
    count += last != line;
    if (first == 0) first = line;
    last = line;
  }
};

/// Whether the only bytes beyond ASCII are the beginning of a UTF-8 sequence at the very end.
bool is_cut_within_a_character(std::string_view text) {
  const auto first = std::find_if(text.begin(), text.end(),
                                  [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const auto rest = text.substr(static_cast<std::size_t>(first - text.begin()));
  if (rest.empty()) return false;
  const auto lead = static_cast<unsigned char>(rest.front());
  const std::size_t size = lead >= 0xC2 && lead <= 0xC5 ? 1 : lead == 0xE2 ? 2 : 0;
  return rest.size() <= size && std::all_of(rest.begin() + 1, rest.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
         });
}

/// The line that is in another encoding than most; 0 if there is none, so that a file that is not
/// UTF-8 is none at all.
int line_in_another_encoding(std::string_view text) {
  const std::string_view all = text;
  Lines in_utf8;
  Lines in_another;
  int line = 1;
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == '\n' || (byte == '\r' && !text.substr(1).starts_with('\n'))) ++line;
    std::size_t size = 1;
    if (byte >= 0x80) {
      size = std::max<std::size_t>(1, sequence(text));
      if (size == 1)
        in_another.add(line);
      else if (!is_letter_and_marks(text.substr(0, size)))
        in_utf8.add(line);
    }
    text.remove_prefix(size);
  }
  if (in_another.count == 0) return 0;
  if (in_utf8.count == 0) return is_cut_within_a_character(all) ? line : 0;
  return in_utf8.count < in_another.count ? in_utf8.first : in_another.first;
}

/// The byte that a character is in Windows-1252, if it is one of 0x80 to 0xBF.
bool is_trailing_byte(std::uint32_t point) {
  static const std::set<std::uint32_t> others = {
      0x20AC, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030,
      0x0160, 0x2039, 0x0152, 0x017D, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178};
  return (point >= 0x80 && point <= 0xBF) || others.contains(point);
}

/// The first line that holds UTF-8 taken for Windows-1252 and written as UTF-8 again: `CrÃ©mer`,
/// `lâ€™huile`; 0 if there is none.
int doubly_encoded_line(std::string_view utf8) {
  int line = 1;
  std::size_t missing = 0;  // characters of an accented one
  while (!utf8.empty()) {
    if (utf8.front() == '\n' || (utf8.front() == '\r' && !utf8.substr(1).starts_with('\n'))) ++line;
    const std::uint32_t point = next_point(utf8);
    if (missing > 0 && is_trailing_byte(point)) {
      if (--missing == 0) return line;
      continue;
    }
    missing = point >= 0xC2 && point <= 0xC5 ? 1 : point == 0xE2 ? 2 : 0;
  }
  return 0;
}

Result<std::string> decode(std::string_view bytes) {
  const auto of = [](std::optional<std::string> text) -> Result<std::string> {
    if (!text || !is_utf8(*text)) return bad_field("file", "sheet.not_text");
    return *std::move(text);
  };
  if (bytes.starts_with("\xFF\xFE")) return of(to_utf8(bytes.substr(2), utf16_le));
  if (bytes.starts_with("\xFE\xFF")) return of(to_utf8(bytes.substr(2), utf16_be));
  const bool marked = bytes.starts_with(utf8_mark);
  if (marked) bytes.remove_prefix(utf8_mark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  if (bytes.find('\0') != std::string_view::npos || is_mostly_controls(bytes)) {
    const char* encoding = utf16_by_nuls(bytes);
    return of(encoding != nullptr && !marked ? to_utf8(bytes, encoding) : std::nullopt);
  }
  if (const int line = line_in_another_encoding(bytes); line != 0)
    return wrong_line("sheet.mixed_encoding", line);
  if (marked) return bad_field("file", "sheet.not_text");
  return of(to_utf8(bytes, windows_1252));
}

/// Where the table begins, and what separates its cells.
struct Start {
  std::string_view text;
  int line = 1;
  char separator = ';';
};

/// What is found out of a row before it is parsed: by separator, how many there are and how many
/// cells hold something.
struct Glance {
  std::string_view from;
  int line = 1;
  std::array<std::size_t, separators.size()> count{};
  std::array<std::size_t, separators.size()> filled{};

  std::size_t separator() const {
    return static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin());
  }
  std::size_t most_filled() const { return *std::max_element(filled.begin(), filled.end()); }
};

constexpr std::size_t most_titles = 10;  // rows above the header

/// The first rows that are not blank, of cells between any of `possible`.
std::vector<Glance> glance(std::string_view text, int line, std::string_view possible) {
  std::vector<Glance> rows;
  Glance row{text, line};
  std::array<bool, separators.size()> in_cell{};
  bool quoted = false;
  bool before_cell = true;
  for (std::size_t i = 0; i <= text.size() && rows.size() <= 2 * most_titles; ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    const bool ends = c == '\n' || (c == '\r' && !text.substr(i + 1).starts_with('\n'));
    line += ends;
    const bool doubled = quoted && text.substr(i).starts_with("\"\"");  // stands for one
    i += doubled;
    if (c == '"' && !doubled && (quoted || before_cell)) quoted = !quoted;
    before_cell = ends || (before_cell && c == ' ') || possible.find(c) != std::string_view::npos;
    if (ends && (!quoted || i >= text.size())) {
      if (row.most_filled() > 0) rows.push_back(row);
      row = {text.substr(std::min(i + 1, text.size())), line};
      in_cell = {};
      continue;
    }
    for (std::size_t s = 0; s < separators.size(); ++s) {
      if (possible.find(separators[s]) == std::string_view::npos) continue;
      if (c == separators[s] && !quoted) {
        ++row.count[s];
        in_cell[s] = false;
      } else if (c != ' ' && (c != '"' || doubled) && c != '\r' && c != '\n' && !in_cell[s] &&
                 (quoted || possible.find(c) == std::string_view::npos)) {
        ++row.filled[s];
        in_cell[s] = true;
      }
    }
  }
  return rows;
}

/// Whether a row stands above the header: it has one cell, or what seems to separate several does
/// not separate those of the table.
bool is_title(const std::vector<Glance>& rows, std::size_t at) {
  const auto last = std::min(rows.size(), at + 1 + most_titles);
  const Glance& row = rows[at];
  const std::size_t separator = row.separator();
  for (std::size_t i = at + 1; i < last; ++i) {
    const Glance& table = rows[i];
    if (table.most_filled() < 2) continue;
    return row.most_filled() < 2 ||
           (table.count[separator] == 0 && table.count[table.separator()] >= row.count[separator]);
  }
  return false;
}

/// Passes what spreadsheets and people write above the header: `sep=;` and titles.
Start find_start(std::string_view text) {
  Start start{text};
  std::string_view possible = separators;
  if (text.size() > 4 && lower_ascii(std::string(text.substr(0, 4))) == "sep=" &&
      separators.find(text[4]) != std::string_view::npos &&
      (text.size() == 5 || text[5] == '\r' || text[5] == '\n')) {
    possible = text.substr(4, 1);
    text.remove_prefix(std::min(text.size(), text.substr(5).starts_with("\r\n") ? 7UL : 6UL));
    start.text = text;
    start.line = 2;
  }
  const auto rows = glance(start.text, start.line, possible);
  std::size_t at = 0;
  while (at < rows.size() && at < most_titles && is_title(rows, at)) ++at;
  if (at == rows.size()) return start;
  start.text = rows[at].from;
  start.line = rows[at].line;
  start.separator = possible.size() == 1 ? possible.front() : separators[rows[at].separator()];
  return start;
}

/// Calls back for each row that has content; owns libcsv's state.
class Parser {
 public:
  explicit Parser(const Start& start) : line_(start.line), row_line_(start.line) {
    csv_init(&state_, 0);
    csv_set_delim(&state_, static_cast<unsigned char>(start.separator));
    csv_set_blk_size(&state_, 4096);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(&state_); }

  Result<Sheet> parse(std::string_view text) {
    while (!text.empty() && !error_) {
      if (cells_.empty() && state_.quoted == 0) row_line_ = line_;
      feed(take_line(text));
      ++line_;
    }
    feed("\n");
    // Every complete row has been given by now; what is left hangs in a quoted cell.
    at_end_ = true;
    csv_fini(&state_, on_cell, on_row, this);
    if (error_) return *std::move(error_);
    if (sheet_.header.empty()) return bad_field("file", "sheet.empty");
    return std::move(sheet_);
  }

 private:
  static std::string_view take_line(std::string_view& text) {
    auto end = text.find_first_of("\r\n");
    if (end != std::string_view::npos) end += text.substr(end).starts_with("\r\n") ? 2 : 1;
    const auto line = text.substr(0, end);
    text.remove_prefix(line.size());
    return line;
  }

  void feed(std::string_view line) {
    if (csv_parse(&state_, line.data(), line.size(), on_cell, on_row, this) != line.size())
      fail(bad_field("file", "sheet.too_large"));
  }

  static void on_cell(void* data, std::size_t size, void* self) {
    static_cast<Parser*>(self)->cell({static_cast<const char*>(data), size});
  }
  static void on_row(int, void* self) { static_cast<Parser*>(self)->row(); }

  void cell(std::string_view text) {
    // Spreadsheets may save thousands of empty columns on the right: these are not kept.
    const bool beyond = cells_.size() >= max_columns;
    if (text.size() > max_cell_bytes || (beyond && !text.empty())) too_large_ = true;
    if (!beyond) cells_.emplace_back(text);
  }

  void row() {
    std::vector<std::string> cells = std::exchange(cells_, {});
    const bool too_large = std::exchange(too_large_, false);
    if (error_) return;
    if (at_end_) return fail(wrong_line("sheet.unclosed_quote", row_line_));
    if (too_large) return fail(wrong_line("sheet.too_large", row_line_));
    if (std::all_of(cells.begin(), cells.end(), [](const auto& c) { return c.empty(); })) return;
    if (sheet_.header.empty()) {
      sheet_.header = std::move(cells);
      return;
    }
    if (sheet_.rows.size() == max_rows) return fail(bad_field("file", "sheet.too_large"));
    while (cells.size() > sheet_.header.size() && cells.back().empty()) cells.pop_back();
    if (cells.size() < sheet_.header.size()) cells.resize(sheet_.header.size());
    sheet_.rows.push_back({row_line_, std::move(cells)});
  }

  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }

  csv_parser state_{};
  Sheet sheet_;
  std::vector<std::string> cells_;
  std::optional<Error> error_;
  int line_;
  int row_line_;
  bool too_large_ = false;
  bool at_end_ = false;
};

void write_row(std::string& out, const std::vector<std::string>& cells, char separator) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string& cell = cells[i];
    if (i > 0) out += separator;
    // All three separators are quoted, whichever is used, so that the reader recognises the right
    // one; spaces and a leading mark, because it would take them off.
    const bool quoted = cell.find_first_of(";,\t\"\r\n") != std::string::npos ||
                        cell.starts_with(' ') || cell.ends_with(' ') || cell.starts_with(utf8_mark);
    if (!quoted) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += '\n';
}
}  // namespace

std::string heading_key(std::string_view heading) {
  std::string key = fold(heading);
  return key.empty() ? trim(heading) : key;
}

Result<Sheet> read_csv(std::string_view bytes) {
  if (bytes.size() > max_bytes) return bad_field("file", "sheet.too_large");
  if (is_known_binary(bytes)) return bad_field("file", "sheet.not_text");
  HALLE_TRY(text, decode(bytes));
  if (is_mostly_controls(text)) return bad_field("file", "sheet.not_text");
  if (const int line = doubly_encoded_line(text); line != 0)
    return wrong_line("sheet.doubly_encoded", line);
  const Start start = find_start(text);
  return Parser(start).parse(start.text);
}

void load_encodings() {
  static std::array<iconv_t, 3> open;  // stays loaded, and can be reached to the end: no leak
  for (std::size_t i = 0; i < open.size(); ++i)
    open[i] = iconv_open("UTF-8", std::array{utf16_le, utf16_be, windows_1252}[i]);
}

std::string write_csv(const Sheet& sheet, char separator) {
  std::string out;
  write_row(out, sheet.header, separator);
  for (const auto& row : sheet.rows) write_row(out, row.cells, separator);
  return out;
}

}  // namespace halle::sheets
