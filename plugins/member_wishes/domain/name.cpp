#include "plugins/member_wishes/domain/name.hpp"

#include <algorithm>
#include <array>

#include "core/base/text/text.hpp"

namespace halle::member_wishes {
namespace {
constexpr std::size_t shortest_word = 3;
constexpr std::size_t most_words = 10;
constexpr std::array<std::string_view, 12> fillers{"des",  "les", "une",  "aux", "avec", "pour",
                                                   "sans", "sur", "with", "for", "and",  "bio"};
}  // namespace

std::string key_of(std::string_view name) {
  return fold(name);
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  for (auto& word : split(fold(name), ' ')) {
    if (word.size() < shortest_word ||
        std::find(fillers.begin(), fillers.end(), word) != fillers.end())
      continue;
    if (word.size() > shortest_word && (word.back() == 's' || word.back() == 'x')) word.pop_back();
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    if (words.size() == most_words) break;
  }
  return words;
}

}  // namespace halle::member_wishes
