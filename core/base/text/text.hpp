#pragma once
// Text: UTF-8 everywhere inside Halle; foreign encodings end at the edge.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halle {

/// Takes one code point off the front; 0 and nothing taken if malformed or NUL. `text` is not
/// empty.
std::uint32_t next_point(std::string_view& text);
/// True if `text` is well-formed UTF-8 without NUL.
bool is_utf8(std::string_view text);
/// For headings and search: small letters without marks or ligatures (é → e, œ → oe, ł → l, ß →
/// ss), invisible characters left out, every run of anything but letters and digits turned into one
/// space, ends trimmed. `folded` in clients/web does the same; tests/core/base/folding.tsv holds
/// both to it.
std::string fold(std::string_view utf8);
/// Text as it is kept: without spaces at both ends, every kind of space within a plain one, and
/// without characters that nobody sees (soft hyphens, zero-width spaces, marks of byte order).
std::string trim(std::string_view text);
/// A to Z made small, all else kept.
std::string lower_ascii(std::string text);
std::vector<std::string> split(std::string_view text, char separator);
/// Number of code points of well-formed UTF-8.
std::size_t length(std::string_view utf8);

/// At most `max` code points, and no control character or mark that turns the direction of writing.
bool is_plain_text(std::string_view utf8, std::size_t max);
/// The same of text in lines: line breaks and tabs may stand in it.
bool is_plain_prose(std::string_view utf8, std::size_t max);

}  // namespace halle
