#include "plugins/notify_email/domain/letters/words.hpp"

#include <chrono>

#include "core/base/text/text.hpp"

namespace halle::notify_email {
namespace {
/// Calls `plain` with each run of text and `name` with each name in braces.
template <class Plain, class Name>
void walk(std::string_view text, Plain plain, Name name) {
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return plain(text);
    plain(text.substr(0, open));
    name(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// The word at that place, from 0, of words separated by spaces.
std::string nth(const std::string& words, int place) {
  const auto all = split(words, ' ');
  const auto at = static_cast<std::size_t>(place);
  return at < all.size() ? all[at] : std::string{};
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}
}  // namespace

std::string fill(std::string_view text, const Values& values) {
  std::string out;
  walk(
      text, [&](std::string_view plain) { out += plain; },
      [&](std::string_view name) {
        if (const auto found = values.find(name); found != values.end()) out += found->second;
      });
  return out;
}

std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> names;
  walk(
      text, [](std::string_view) {}, [&](std::string_view name) { names.emplace(name); });
  return names;
}

std::string word(const Words& words, std::string_view key) {
  const auto found = words.find(key);
  return found == words.end() ? std::string{} : found->second;
}

std::string day_words(const Words& words, std::string_view day) {
  const std::chrono::year_month_day date{
      std::chrono::year(number(day.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(number(day.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(number(day.substr(8, 2))))};
  const auto weekday = std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding();
  const auto of_month = static_cast<unsigned>(date.day());
  return fill(word(words, "day"),
              {{"weekday", nth(word(words, "weekdays"), static_cast<int>(weekday) - 1)},
               {"date", of_month == 1 ? word(words, "first") : std::to_string(of_month)},
               {"month", nth(word(words, "months"),
                             static_cast<int>(static_cast<unsigned>(date.month())) - 1)}});
}

std::string moment_words(const Words& words, std::string_view moment) {
  const std::string minutes(moment.substr(14, 2));
  const Values time{{"hours", std::to_string(number(moment.substr(11, 2)))}, {"minutes", minutes}};
  return fill(word(words, "moment"),
              {{"day", day_words(words, moment.substr(0, 10))},
               {"time", fill(word(words, minutes == "00" ? "whole_hour" : "time"), time)}});
}

std::string money_words(const Words& words, std::int64_t cents) {
  const std::int64_t amount = cents < 0 ? -cents : cents;
  return (cents < 0 ? "−" : "") +
         fill(word(words, "money"),
              {{"euros", std::to_string(amount / 100)}, {"cents", two_digits(amount % 100)}});
}

}  // namespace halle::notify_email
