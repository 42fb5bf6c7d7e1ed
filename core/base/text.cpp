#include "core/base/text.hpp"

#include <algorithm>
#include <cstdint>

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
// Base letters of U+00C0..U+017F; '?' stands for what has none.
constexpr std::string_view latin1 =
    "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
constexpr std::string_view extended =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

void append_folded(std::string& out, std::uint32_t point) {
  const auto space = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  if (point < 0x80) {
    const char c = static_cast<char>(point);
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else
      space();
    return;
  }
  if (point == 0xC6 || point == 0xE6) {
    out += "ae";
  } else if (point == 0x152 || point == 0x153) {
    out += "oe";
  } else if (point == 0xDF) {
    out += "ss";
  } else if (point >= 0x300 && point <= 0x36F) {
    return;
  } else if (point >= 0xC0 && point <= 0xFF && latin1[point - 0xC0] != '?') {
    out += latin1[point - 0xC0];
  } else if (point >= 0x100 && point < 0x100 + extended.size() && extended[point - 0x100] != '?') {
    out += extended[point - 0x100];
  } else {
    space();
  }
}
}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (next_point(text) == 0) return false;
  return true;
}

std::string fold(std::string_view utf8) {
  std::string out;
  while (!utf8.empty()) {
    const std::uint32_t point = next_point(utf8);
    if (point == 0) {
      utf8.remove_prefix(1);
      continue;
    }
    append_folded(out, point);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  bool again = true;
  while (again && !text.empty()) {
    again = false;
    if (is_space(text.front())) {
      text.remove_prefix(1);
      again = true;
    } else if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
      again = true;
    } else if (is_space(text.back())) {
      text.remove_suffix(1);
      again = true;
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
      again = true;
    }
  }
  return std::string(text);
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
