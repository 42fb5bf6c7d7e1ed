#pragma once
// Text: UTF-8 everywhere inside Halle; foreign encodings end at the edge.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halle {

/// Removes the first code point from `text` and returns it; 0, and nothing removed, if it is
/// malformed or NUL. `text` is not empty.
std::uint32_t next_point(std::string_view& text);
/// True if `text` is well-formed UTF-8 without NUL.
bool is_utf8(std::string_view text);
/// The folded form for headings and search: lower case without diacritics or ligatures (é → e, œ →
/// oe, ł → l, ß → ss), invisible characters removed, every run of other characters than letters and
/// digits replaced by one space, ends trimmed. `folded` in clients/web computes the same;
/// tests/core/base/folding.tsv checks both.
std::string fold(std::string_view utf8);
/// Normalises text for storage: trims both ends, replaces every kind of white space by a plain
/// space, and removes invisible characters (soft hyphens, zero-width spaces, byte order marks).
std::string trim(std::string_view text);
/// A to Z in lower case, everything else unchanged.
std::string lower_ascii(std::string text);
std::vector<std::string> split(std::string_view text, char separator);
/// Number of code points of well-formed UTF-8.
std::size_t length(std::string_view utf8);

/// Whether the text has at most `max` code points, no control character and no bidirectional
/// formatting character.
bool is_plain_text(std::string_view utf8, std::size_t max);
/// The same for multi-line text: line breaks and tabs are allowed.
bool is_plain_prose(std::string_view utf8, std::size_t max);

}  // namespace halle
