#pragma once
// The words that comments, protos and documents do without: they leave the reader to guess who or
// what is meant. core/docs/glossary.md has the terms to use instead.

#include <algorithm>
#include <cctype>
#include <regex>
#include <string>
#include <vector>

namespace halle::test {

/// Whether a line of a comment holds one of the words, or says nothing at all.
inline bool is_vague(const std::string& line) {
  static const std::regex words(
      R"(\b(she|her|hers|herself|whoever|whomever|somebody|nobody)\b)"
      R"(|nothing to say|joins? to the transaction|stands? against|comes of it|the rungs)",
      std::regex::icase);
  static const std::regex empty(R"(^\s*(Which|Whose|Done|Nothing)\.\s*$)");
  return std::regex_search(line, words) || std::regex_search(line, empty);
}

/// The lines of the comments in a source of C++ or a proto. Strings and characters are skipped.
inline std::vector<std::string> comment_lines(const std::string& text) {
  std::vector<std::string> lines;
  const auto starts = [&](std::size_t at, const char* what) {
    return text.compare(at, std::char_traits<char>::length(what), what) == 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts(i, "//")) {
      const auto end = std::min(text.find('\n', i), text.size());
      const auto begin = std::min(text.find_first_not_of('/', i), end);
      lines.push_back(text.substr(begin, end - begin));
      i = end;
    } else if (starts(i, "/*")) {
      const auto end = std::min(text.find("*/", i), text.size());
      for (auto at = i + 2; at < end;) {
        const auto next = std::min(text.find('\n', at), end);
        lines.push_back(text.substr(at, next - at));
        at = next + 1;
      }
      i = end;
    } else if (starts(i, "R\"")) {
      const auto open = std::min(text.find('(', i), text.size());
      const auto close = ")" + text.substr(i + 2, open - i - 2) + "\"";
      i = std::min(text.find(close, open), text.size() - 1) + close.size() - 1;
    } else if (text[i] == '"' ||
               (text[i] == '\'' &&
                (i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1]))))) {
      const char quote = text[i];
      while (++i < text.size() && text[i] != quote && text[i] != '\n')
        if (text[i] == '\\') ++i;
    }
  }
  return lines;
}

/// The lines of a document.
inline std::vector<std::string> document_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, next - at));
    at = next + 1;
  }
  return lines;
}

/// The lines of a file that hold vague words; `extension` says how it is read, `.md` or a source.
inline std::vector<std::string> vague_lines(const std::string& extension, const std::string& text) {
  std::vector<std::string> vague;
  for (const auto& line : extension == ".md" ? document_lines(text) : comment_lines(text))
    if (is_vague(line)) vague.push_back(line);
  return vague;
}

}  // namespace halle::test
