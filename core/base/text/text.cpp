#include "core/base/text/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace halle {

std::uint32_t next_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  std::size_t size = 1;
  std::uint32_t point = first;
  if (first == 0) return 0;
  if (first >= 0x80) {
    if (first >= 0xC2 && first <= 0xDF) {
      size = 2;
      point = first & 0x1F;
    } else if ((first & 0xF0) == 0xE0) {
      size = 3;
      point = first & 0x0F;
    } else if (first >= 0xF0 && first <= 0xF4) {
      size = 4;
      point = first & 0x07;
    } else {
      return 0;
    }
    if (text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return 0;
      point = point << 6 | (byte(i) & 0x3Fu);
    }
    if ((size == 3 && point < 0x800) || (size == 4 && (point < 0x10000 || point > 0x10FFFF)) ||
        (point >= 0xD800 && point <= 0xDFFF))
      return 0;
  }
  text.remove_prefix(size);
  return point;
}

namespace {
/// Well-formed text without NUL; what is not is left out.
std::string only_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto before = text;
    if (next_point(text) == 0)
      text.remove_prefix(1);
    else
      out += before.substr(0, before.size() - text.size());
  }
  return out;
}

/// Letters of the Latin script that no decomposition makes plain.
std::string_view plain_letters(utf8proc_int32_t point) {
  switch (point) {
    case 0xE6:
      return "ae";
    case 0x153:
      return "oe";
    case 0xF8:
      return "o";
    case 0xF0:
    case 0x111:
      return "d";
    case 0xFE:
      return "th";
    case 0x127:
      return "h";
    case 0x131:
      return "i";
    case 0x142:
      return "l";
    case 0x14B:
      return "n";
    case 0x167:
      return "t";
    default:
      return {};
  }
}

bool is_letter_or_digit(utf8proc_int32_t point) {
  if (point >= 0x2B0 && point <= 0x2FF) return false;  // apostrophes that count as letters
  const auto category = utf8proc_category(point);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}
}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (next_point(text) == 0) return false;
  return true;
}

std::string fold(std::string_view utf8) {
  constexpr auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  const std::string text = only_utf8(utf8);
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> kept(mapped, std::free);
  if (size < 0) return {};
  std::string_view rest(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::string out;
  while (!rest.empty()) {
    const auto before = rest;
    const auto point = static_cast<utf8proc_int32_t>(next_point(rest));
    if (point == 0) break;
    if (const auto plain = plain_letters(point); !plain.empty())
      out += plain;
    else if (is_letter_or_digit(point))
      out += before.substr(0, before.size() - rest.size());
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string trim(std::string_view text) {
  constexpr std::array<std::string_view, 16> spaces = {
      "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
      "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000"};
  constexpr std::array<std::string_view, 5> invisible = {"\u00AD", "\u200B", "\u2060", "\uFEFF",
                                                         "\u180E"};
  // Zero-width joiner and non-joiner: needed by some scripts and emoji, invisible after Latin
  // letters.
  constexpr std::array<std::string_view, 2> joiners = {"\u200C", "\u200D"};
  std::string out;
  bool latin = true;
  const auto starts_with_one = [&](const auto& all) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](std::string_view one) { return text.starts_with(one); });
    return found == all.end() ? std::size_t{0} : found->size();
  };
  while (!text.empty()) {
    if (const auto space = starts_with_one(spaces)) {
      out += ' ';
      text.remove_prefix(space);
    } else if (const auto none = starts_with_one(invisible)) {
      text.remove_prefix(none);
    } else if (const auto joiner = latin ? starts_with_one(joiners) : 0) {
      text.remove_prefix(joiner);
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      if (byte < 0x80 || byte >= 0xC0) latin = byte < 0xD8;
      out += text.front();
      text.remove_prefix(1);
    }
  }
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!out.empty() && is_space(out.back())) out.pop_back();
  const auto first = std::find_if_not(out.begin(), out.end(), is_space);
  return out.substr(static_cast<std::size_t>(first - out.begin()));
}

std::string lower_ascii(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::size_t length(std::string_view utf8) {
  std::size_t points = 0;
  for (const char c : utf8) points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return points;
}

namespace {
/// Marks that turn the direction of writing (Unicode UAX #9): what is read would not be what is
/// there.
bool turns_text(std::string_view three_bytes) {
  if (three_bytes.size() < 3) return false;
  return (three_bytes >= "\u202A" && three_bytes <= "\u202E") ||
         (three_bytes >= "\u2066" && three_bytes <= "\u2069") || three_bytes == "\u200E" ||
         three_bytes == "\u200F";
}
}  // namespace

bool is_plain_text(std::string_view utf8, std::size_t max) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    // U+0080..U+009F, the second set of control characters.
    if (byte == 0xC2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xA0)
      return false;
    if (turns_text(utf8.substr(i, 3))) return false;
  }
  return length(utf8) <= max;
}

bool is_plain_prose(std::string_view utf8, std::size_t max) {
  std::string line(utf8);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return is_plain_text(line, max);
}

}  // namespace halle
