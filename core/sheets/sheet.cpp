#include "core/sheets/sheet.hpp"

#include <csv.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "core/base/text.hpp"

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
  if (nuls[0] == 0 && nuls[1] * 4 > units) return "UTF-16LE";
  if (nuls[1] == 0 && nuls[0] * 4 > units) return "UTF-16BE";
  return nullptr;
}

std::optional<std::string> decode(std::string_view bytes) {
  if (bytes.starts_with(utf8_mark)) return std::string(bytes.substr(utf8_mark.size()));
  if (bytes.starts_with("\xFF\xFE")) return to_utf8(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) return to_utf8(bytes.substr(2), "UTF-16BE");
  if (is_utf8(bytes)) return std::string(bytes);
  if (const char* encoding = utf16_by_nuls(bytes)) return to_utf8(bytes, encoding);
  return to_utf8(bytes, "CP1252");
}

char recognise_separator(std::string_view text) {
  std::array<std::size_t, separators.size()> counts{};
  bool quoted = false;
  bool any = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (any) break;
      counts = {};
      continue;
    }
    if (const auto at = separators.find(c); at != std::string_view::npos)
      ++counts[at];
    else if (c != ' ')
      any = true;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return separators[static_cast<std::size_t>(most - counts.begin())];
}

/// Calls back for each row that has content; owns libcsv's state.
class Parser {
 public:
  explicit Parser(char separator) {
    csv_init(&state_, 0);
    csv_set_delim(&state_, static_cast<unsigned char>(separator));
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
    if (sheet_.header.empty()) return header(std::move(cells));
    if (sheet_.rows.size() == max_rows) return fail(bad_field("file", "sheet.too_large"));
    while (cells.size() > sheet_.header.size() && cells.back().empty()) cells.pop_back();
    if (cells.size() < sheet_.header.size()) cells.resize(sheet_.header.size());
    sheet_.rows.push_back({row_line_, std::move(cells)});
  }

  void header(std::vector<std::string> cells) {
    std::set<std::string> seen;
    for (const auto& heading : cells) {
      const std::string key = heading_key(heading);
      if (!key.empty() && !seen.insert(key).second)
        return fail(bad_field(heading, "sheet.duplicate_column", heading));
    }
    sheet_.header = std::move(cells);
  }

  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }

  csv_parser state_{};
  Sheet sheet_;
  std::vector<std::string> cells_;
  std::optional<Error> error_;
  int line_ = 1;
  int row_line_ = 1;
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
  const std::optional<std::string> text = decode(bytes);
  if (!text || !is_utf8(*text) || is_mostly_controls(*text))
    return bad_field("file", "sheet.not_text");
  return Parser(recognise_separator(*text)).parse(*text);
}

std::string write_csv(const Sheet& sheet, char separator) {
  std::string out;
  write_row(out, sheet.header, separator);
  for (const auto& row : sheet.rows) write_row(out, row.cells, separator);
  return out;
}

}  // namespace halle::sheets
