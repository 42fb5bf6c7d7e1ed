#include "services/shifts/domain/calendar.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <memory>

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

int week_of_cycle(Day day, Day anchor, int length) {
  const auto week = std::chrono::floor<std::chrono::weeks>(day - anchor).count();
  return static_cast<int>((week % length + length) % length) + 1;
}

namespace {
constexpr days looked_ahead{3653};
constexpr int most_stuck = 100;  // so that no rule goes on for ever

/// Calls for each day of a rule from `from` on until it says no.
void each_day(const icalrecurrencetype& rule, Day from, const auto& visit) {
  const std::chrono::year_month_day date{from};
  icaltimetype start = icaltime_null_date();
  start.year = static_cast<int>(date.year());
  start.month = static_cast<int>(static_cast<unsigned>(date.month()));
  start.day = static_cast<int>(static_cast<unsigned>(date.day()));
  const std::unique_ptr<icalrecur_iterator, void (*)(icalrecur_iterator*)> found(
      icalrecur_iterator_new(rule, start), icalrecur_iterator_free);
  if (!found) return;
  Day last = from - days(1);
  int stuck = 0;
  while (true) {
    const icaltimetype next = icalrecur_iterator_next(found.get());
    if (icaltime_is_null_time(next) != 0) return;
    const Day day = std::chrono::year(next.year) /
                    std::chrono::month(static_cast<unsigned>(next.month)) /
                    std::chrono::day(static_cast<unsigned>(next.day));
    // libical 3.0 tells a day twice at the end of some months.
    if (day <= last) {
      if (++stuck > most_stuck) return;
      continue;
    }
    stuck = 0;
    last = day;
    if (!visit(day)) return;
  }
}
}  // namespace

std::optional<std::string> normal_rule(const std::string& text, Day from) {
  if (text.size() > 200) return std::nullopt;
  auto rule = icalrecurrencetype_from_string(text.c_str());
  if (rule.freq != ICAL_DAILY_RECURRENCE && rule.freq != ICAL_WEEKLY_RECURRENCE &&
      rule.freq != ICAL_MONTHLY_RECURRENCE && rule.freq != ICAL_YEARLY_RECURRENCE)
    return std::nullopt;
  const auto says = [](const short* of) { return of[0] != ICAL_RECURRENCE_ARRAY_MAX; };
  if (rule.count != 0 || rule.interval < 1 || icaltime_is_null_time(rule.until) == 0 ||
      says(rule.by_hour) || says(rule.by_minute) || says(rule.by_second))
    return std::nullopt;
  bool any = false;
  each_day(rule, from, [&](Day day) {
    any = day <= from + looked_ahead;
    return false;
  });
  if (!any) return std::nullopt;
  const std::unique_ptr<char, void (*)(void*)> kept(icalrecurrencetype_as_string_r(&rule),
                                                    icalmemory_free_buffer);
  return kept ? std::optional<std::string>(kept.get()) : std::nullopt;
}

std::vector<Day> days_of(const Rhythm& rhythm, Day first, Day last) {
  std::vector<Day> found;
  Day day = std::max(first, rhythm.from);
  if (rhythm.until) last = std::min(last, *rhythm.until);
  if (!rhythm.rule.empty()) {
    each_day(icalrecurrencetype_from_string(rhythm.rule.c_str()), rhythm.from, [&](Day one) {
      if (one >= day && one <= last) found.push_back(one);
      return one <= last;
    });
    return found;
  }
  day += std::chrono::weekday(rhythm.weekday) - std::chrono::weekday(day);
  for (; day <= last; day += days(7))
    if ((rhythm.weeks >> (week_of_cycle(day, rhythm.anchor, rhythm.length) - 1) & 1U) != 0)
      found.push_back(day);
  return found;
}

}  // namespace halle::shifts
