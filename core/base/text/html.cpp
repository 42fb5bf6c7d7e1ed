#include "core/base/text/html.hpp"

#include "core/base/text/text.hpp"

namespace halle {

std::string html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

std::string html_paragraphs(std::string_view text) {
  std::string out;
  bool open = false;
  for (const auto& raw : split(text, '\n')) {
    const std::string line = trim(raw);
    if (line.empty()) {
      if (open) out += "</p>\n";
      open = false;
      continue;
    }
    out += (open ? "<br>" : "<p>") + html(line);
    open = true;
  }
  return open ? out + "</p>\n" : out;
}

}  // namespace halle
