#include "services/shifts/domain/calendar.hpp"

#include <algorithm>
#include <array>

#include "services/shifts/domain/planning/recurrence.hpp"

namespace halle::shifts {

using std::chrono::days;

// Meeus, Jones, Butcher.
Day easter(std::chrono::year year) {
  const int y = static_cast<int>(year);
  const int a = y % 19;
  const int b = y / 100;
  const int c = y % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int of_march = h + l - 7 * m + 114;
  return year / std::chrono::month(static_cast<unsigned>(of_march / 31)) /
         std::chrono::day(static_cast<unsigned>(of_march % 31 + 1));
}

bool is_public_holiday(Day day) {
  const std::chrono::year_month_day date{day};
  using Pair = std::pair<unsigned, unsigned>;
  constexpr std::array<Pair, 8> fixed{Pair{1, 1}, {5, 1},  {5, 8},   {7, 14},
                                      {8, 15},    {11, 1}, {11, 11}, {12, 25}};
  const Pair here{static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
  if (std::find(fixed.begin(), fixed.end(), here) != fixed.end()) return true;
  const auto after_easter = day - easter(date.year());
  return after_easter == days(1) || after_easter == days(39) || after_easter == days(50);
}

bool is_length_of_shift(const std::string& starts, const std::string& ends) {
  const auto minutes = [](const std::string& time) {
    return std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3, 2));
  };
  constexpr int day = 24 * 60;
  const int lasts = (minutes(ends) - minutes(starts) + day) % day;
  return lasts > 0 && std::chrono::minutes(lasts) <= longest_shift;
}

int week_of_cycle(Day day, Day anchor, int length) {
  const auto week = std::chrono::floor<std::chrono::weeks>(day - anchor).count();
  return static_cast<int>((week % length + length) % length) + 1;
}

namespace {
/// The part of a rule on whose days calendars do not agree: a day of every month or of the month
/// that the rule counts from; years of the calendar or of the weeks. Empty if there is none.
std::string_view ambiguous(const Recurrence& rule) {
  if (rule.frequency != Frequency::yearly) return {};
  if (!rule.month_days.empty() && rule.months.empty()) return "BYMONTHDAY";
  if (!rule.weeks.empty() && rule.interval != 1) return "BYWEEKNO";
  return {};
}
}  // namespace

Result<std::string> normal_rule(const std::string& text, Day from) {
  constexpr days looked_ahead{3653};
  HALLE_TRY(rule, read_recurrence(text));
  if (const auto part = ambiguous(rule); !part.empty())
    return bad_field("recurrence", "shifts.ambiguous_recurrence", std::string(part));
  if (recurrence_days(rule, from, from, from + looked_ahead).empty())
    return bad_field("recurrence", "shifts.no_recurrence_day", text);
  return recurrence_text(rule);
}

std::vector<Day> days_of(const Rhythm& rhythm, Day first, Day last) {
  Day day = std::max(first, rhythm.from);
  if (rhythm.until) last = std::min(last, *rhythm.until);
  if (!rhythm.rule.empty()) {
    const auto rule = read_recurrence(rhythm.rule);
    return rule ? recurrence_days(rule.value(), rhythm.from, day, last) : std::vector<Day>();
  }
  std::vector<Day> found;
  day += std::chrono::weekday(rhythm.weekday) - std::chrono::weekday(day);
  for (; day <= last; day += days(7))
    if ((rhythm.weeks >> (week_of_cycle(day, rhythm.anchor, rhythm.length) - 1) & 1U) != 0)
      found.push_back(day);
  return found;
}

}  // namespace halle::shifts
