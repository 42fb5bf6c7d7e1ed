#pragma once
// Untrusted text in HTML. Pure functions.

#include <string>
#include <string_view>

namespace halle {

/// Text escaped for HTML, also inside a quoted attribute.
std::string html(std::string_view text);
/// Text as HTML paragraphs: an empty line ends a paragraph, a line break is kept.
std::string html_paragraphs(std::string_view text);

}  // namespace halle
