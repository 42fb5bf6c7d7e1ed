// Any bytes as text, compared with iconv.
#include <iconv.h>

#include <algorithm>
#include <string>

#include "core/base/text/text.hpp"
#include "core/sheets/columns.hpp"
#include "core/sheets/sheet.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle {
namespace {
/// Number of code points; -1 if iconv refuses the bytes.
long points_by_iconv(std::string_view text) {
  static const iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
  iconv(converter, nullptr, nullptr, nullptr, nullptr);
  std::string in(text);
  std::string out(text.size() * 4 + 4, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t from_left = in.size();
  std::size_t to_left = out.size();
  if (iconv(converter, &from, &from_left, &to, &to_left) != 0 || from_left != 0) return -1;
  return static_cast<long>(out.size() - to_left) / 4;
}

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string out = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) out += separator + parts[i];
  return out;
}

void check(std::string_view text) {
  const long points = points_by_iconv(text);
  MUST(is_utf8(text) == (points >= 0 && text.find('\0') == std::string_view::npos));
  if (points >= 0) MUST(length(text) == static_cast<std::size_t>(points));

  const std::string folded = fold(text);
  MUST(fold(folded) == folded && trim(folded) == folded);
  MUST(folded.find("  ") == std::string::npos);
  MUST(is_utf8(folded) && std::all_of(folded.begin(), folded.end(), [](char c) {
         return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' ||
                static_cast<unsigned char>(c) >= 0x80;
       }));

  const std::string trimmed = trim(text);
  MUST(trimmed.size() <= text.size());
  if (is_utf8(text)) MUST(trim(trimmed) == trimmed && fold(trimmed) == folded);
  if (is_utf8(text)) MUST(is_utf8(trimmed));
  MUST(joined(split(text, ';'), ';') == text);

  MUST(sheets::heading_key(text).empty() == trimmed.empty());
  if (is_plain_text(text, 40)) MUST(length(text) <= 40);
  if (sheets::is_reference(text, 20)) MUST(is_utf8(text) && is_plain_text(text, 20));
}
}  // namespace
}  // namespace halle

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halle::check(halle::fuzzing::text_of(data, size));
  return 0;
}
