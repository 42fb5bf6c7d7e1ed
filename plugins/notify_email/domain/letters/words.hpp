#pragma once
// Texts with values: `{name}` stands for a value. And values as people read them, in one language.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace halle::notify_email {

/// Values by name, as they are displayed.
using Values = std::map<std::string, std::string, std::less<>>;
/// Texts by key (`locale/letters`), in one language.
using Words = std::map<std::string, std::string, std::less<>>;

/// The text with its values; a name without a value becomes nothing.
std::string fill(std::string_view text, const Values& values);
/// The names in a text.
std::set<std::string> names_in(std::string_view text);

/// The text of a key; empty if there is none.
std::string word(const Words& words, std::string_view key);

/// `samedi 5 décembre`. `day`: YYYY-MM-DD, a day that exists.
std::string day_words(const Words& words, std::string_view day);
/// `samedi 5 décembre à 20 h 30`. `moment`: YYYY-MM-DD HH:MM in the reader's zone.
std::string moment_words(const Words& words, std::string_view moment);
/// `12,50 €`, in English `€12.50`.
std::string money_words(const Words& words, std::int64_t cents);

}  // namespace halle::notify_email
