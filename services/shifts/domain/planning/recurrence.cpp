#include "services/shifts/domain/planning/recurrence.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "core/base/text/text.hpp"

namespace halle::shifts {

using std::chrono::days;

namespace {
constexpr std::array<std::string_view, 4> frequencies = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 7> weekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr int longest_interval = 1000;

/// A number with an optional sign, at most `most` away from 0.
std::optional<int> whole(std::string_view text, int most) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < -most || value > most)
    return std::nullopt;
  return value;
}

/// Numbers between commas, none of them 0.
bool read_numbers(std::string_view text, int most, bool negative, std::vector<int>& out) {
  for (const auto& one : split(text, ',')) {
    const auto value = whole(one, most);
    if (!value || *value == 0 || (*value < 0 && !negative)) return false;
    out.push_back(*value);
  }
  return true;
}

std::optional<unsigned> read_weekday(std::string_view text) {
  const auto found = std::find(weekdays.begin(), weekdays.end(), text);
  if (found == weekdays.end()) return std::nullopt;
  return static_cast<unsigned>(found - weekdays.begin()) + 1;
}

bool read_weekdays(std::string_view text, std::vector<RecurrenceDay>& out) {
  for (const std::string_view one : split(text, ',')) {
    if (one.size() < 2) return false;
    const auto weekday = read_weekday(one.substr(one.size() - 2));
    const auto number = one.substr(0, one.size() - 2);
    const auto nth = number.empty() ? std::optional(0) : whole(number, 53);
    if (!weekday || !nth || (*nth == 0 && !number.empty())) return false;
    out.push_back({*nth, *weekday});
  }
  return true;
}

bool read_part(std::string_view key, std::string_view value, Recurrence& rule) {
  if (key == "FREQ") {
    const auto found = std::find(frequencies.begin(), frequencies.end(), value);
    if (found == frequencies.end()) return false;
    rule.frequency = static_cast<Frequency>(found - frequencies.begin());
    return true;
  }
  if (key == "INTERVAL") {
    const auto interval = whole(value, longest_interval);
    rule.interval = interval.value_or(0);
    return rule.interval >= 1;
  }
  if (key == "WKST") {
    const auto weekday = read_weekday(value);
    rule.week_start = weekday.value_or(1);
    return weekday.has_value();
  }
  if (key == "BYMONTH") return read_numbers(value, 12, false, rule.months);
  if (key == "BYWEEKNO") return read_numbers(value, 53, true, rule.weeks);
  if (key == "BYYEARDAY") return read_numbers(value, 366, true, rule.year_days);
  if (key == "BYMONTHDAY") return read_numbers(value, 31, true, rule.month_days);
  if (key == "BYDAY") return read_weekdays(value, rule.weekdays);
  if (key == "BYSETPOS") return read_numbers(value, 366, true, rule.positions);
  return false;
}

/// What RFC 5545 does not allow together: the part's name; empty if all is well.
std::string_view misplaced(const Recurrence& rule) {
  const bool yearly = rule.frequency == Frequency::yearly;
  if (!yearly && !rule.weeks.empty()) return "BYWEEKNO";
  if (!yearly && !rule.year_days.empty()) return "BYYEARDAY";
  if (rule.frequency == Frequency::weekly && !rule.month_days.empty()) return "BYMONTHDAY";
  const bool counted = std::any_of(rule.weekdays.begin(), rule.weekdays.end(),
                                   [](const auto& one) { return one.nth != 0; });
  const bool countable = rule.frequency == Frequency::monthly || (yearly && rule.weeks.empty());
  if (counted && !countable) return "BYDAY";
  const bool others = !rule.months.empty() || !rule.weeks.empty() || !rule.year_days.empty() ||
                      !rule.month_days.empty() || !rule.weekdays.empty();
  if (!rule.positions.empty() && !others) return "BYSETPOS";
  return {};
}

bool has(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Whether the list names the `at`-th of `count`, from 1, or from the end.
bool names(const std::vector<int>& list, int at, int count) {
  return has(list, at) || has(list, at - count - 1);
}

int number_of(std::chrono::month month) {
  return static_cast<int>(static_cast<unsigned>(month));
}
int number_of(std::chrono::day day) {
  return static_cast<int>(static_cast<unsigned>(day));
}

Day week_of(Day day, unsigned week_start) {
  return day - (std::chrono::weekday(day) - std::chrono::weekday(week_start % 7));
}

Day year_start(std::chrono::year year) {
  return year / 1 / 1;
}

/// Whether a day lies in a week that BYWEEKNO names: week 1 is the first with four days of its
/// year.
bool in_named_week(const Recurrence& rule, Day day) {
  const Day week = week_of(day, rule.week_start);
  const auto first_week = [&](std::chrono::year year) {
    return week_of(year_start(year) + days(3), rule.week_start);
  };
  const std::chrono::year year = std::chrono::year_month_day(week + days(3)).year();
  const auto weeks = [&](Day until) {
    return static_cast<int>((until - first_week(year)).count() / 7);
  };
  return names(rule.weeks, weeks(week) + 1, weeks(first_week(year + std::chrono::years(1))));
}

bool on_named_weekday(const Recurrence& rule, Day day, Day scope, Day scope_end) {
  const int before = static_cast<int>((day - scope).count());
  const int after = static_cast<int>((scope_end - day).count()) - 1;
  return std::any_of(rule.weekdays.begin(), rule.weekdays.end(), [&](const RecurrenceDay& one) {
    return std::chrono::weekday(day).iso_encoding() == one.weekday &&
           (one.nth == 0 || one.nth == before / 7 + 1 || one.nth == -(after / 7 + 1));
  });
}

/// Whether the rule's parts name a day; what they leave open is as on the day it counts from.
bool fits(const Recurrence& rule, Day from, Day day) {
  const std::chrono::year_month_day date{day};
  const std::chrono::year_month_day begun{from};
  if (!rule.months.empty() && !has(rule.months, number_of(date.month()))) return false;
  const Day month = date.year() / date.month() / 1;
  const Day next_month = (date.year() / date.month() + std::chrono::months(1)) / 1;
  const Day year = year_start(date.year());
  const Day next_year = year_start(date.year() + std::chrono::years(1));
  if (!rule.month_days.empty() && !names(rule.month_days, number_of(date.day()),
                                         static_cast<int>((next_month - month).count())))
    return false;
  if (!rule.year_days.empty() && !names(rule.year_days, static_cast<int>((day - year).count()) + 1,
                                        static_cast<int>((next_year - year).count())))
    return false;
  if (!rule.weeks.empty() && !in_named_week(rule, day)) return false;
  if (!rule.weekdays.empty()) {
    const bool in_month = rule.frequency == Frequency::monthly || !rule.months.empty();
    return in_month ? on_named_weekday(rule, day, month, next_month)
                    : on_named_weekday(rule, day, year, next_year);
  }
  if (!rule.month_days.empty() || !rule.year_days.empty()) return true;
  if (rule.frequency == Frequency::daily) return true;
  if (rule.frequency == Frequency::weekly || !rule.weeks.empty())
    return std::chrono::weekday(day) == std::chrono::weekday(from);
  if (date.day() != begun.day()) return false;
  return rule.frequency == Frequency::monthly || !rule.months.empty() ||
         date.month() == begun.month();
}

/// The first day of the day, week, month or year that a day lies in.
Day period_of(const Recurrence& rule, Day day) {
  const std::chrono::year_month_day date{day};
  switch (rule.frequency) {
    case Frequency::daily:
      return day;
    case Frequency::weekly:
      return week_of(day, rule.week_start);
    case Frequency::monthly:
      return date.year() / date.month() / 1;
    case Frequency::yearly:
      break;
  }
  return year_start(date.year());
}

Day next_period(const Recurrence& rule, Day period) {
  // A period's first day and its length are less than two periods.
  constexpr std::array<int, 4> longest = {1, 7, 31, 366};
  return period_of(rule, period + days(longest[static_cast<std::size_t>(rule.frequency)]));
}

/// Periods from one to another, given by their first days.
int periods_between(const Recurrence& rule, Day one, Day other) {
  const std::chrono::year_month_day a{one};
  const std::chrono::year_month_day b{other};
  const auto between = static_cast<int>((other - one).count());
  switch (rule.frequency) {
    case Frequency::daily:
      return between;
    case Frequency::weekly:
      return between / 7;
    case Frequency::monthly:
      return static_cast<int>((b.year() / b.month() - a.year() / a.month()).count());
    case Frequency::yearly:
      break;
  }
  return static_cast<int>((b.year() - a.year()).count());
}

std::vector<Day> at_positions(const std::vector<int>& positions, const std::vector<Day>& all) {
  const auto count = static_cast<int>(all.size());
  std::vector<Day> out;
  for (int at = 1; at <= count; ++at)
    if (names(positions, at, count)) out.push_back(all[static_cast<std::size_t>(at) - 1]);
  return out;
}

void add(std::string& out, std::string_view key, const std::vector<int>& numbers) {
  std::string list;
  for (const int number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
  if (!list.empty()) out += ";" + std::string(key) + "=" + list;
}
}  // namespace

Result<Recurrence> read_recurrence(std::string_view text) {
  const auto refused = [](std::string_view part) {
    return bad_field("recurrence", "shifts.bad_recurrence", std::string(part));
  };
  if (text.size() > 200) return refused(text.substr(0, 40));
  std::string rest = trim(text);
  std::transform(rest.begin(), rest.end(), rest.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (rest.starts_with("RRULE:")) rest.erase(0, 6);
  Recurrence rule;
  std::set<std::string, std::less<>> seen;
  for (const auto& part : split(rest, ';')) {
    const auto at = std::min(part.find('='), part.size());
    const std::string key = part.substr(0, at);
    if (at == part.size() || !seen.insert(key).second ||
        !read_part(key, std::string_view(part).substr(at + 1), rule))
      return refused(part.empty() ? "FREQ" : part);
  }
  if (!seen.contains("FREQ")) return refused("FREQ");
  if (const auto part = misplaced(rule); !part.empty()) return refused(part);
  return rule;
}

std::string recurrence_text(const Recurrence& rule) {
  std::string out = "FREQ=" + std::string(frequencies[static_cast<std::size_t>(rule.frequency)]);
  if (rule.interval != 1) out += ";INTERVAL=" + std::to_string(rule.interval);
  add(out, "BYMONTH", rule.months);
  add(out, "BYWEEKNO", rule.weeks);
  add(out, "BYYEARDAY", rule.year_days);
  add(out, "BYMONTHDAY", rule.month_days);
  std::string list;
  for (const auto& one : rule.weekdays) {
    if (!list.empty()) list += ',';
    if (one.nth != 0) list += std::to_string(one.nth);
    list += weekdays[one.weekday - 1];
  }
  if (!list.empty()) out += ";BYDAY=" + list;
  add(out, "BYSETPOS", rule.positions);
  if (rule.week_start != 1) out += ";WKST=" + std::string(weekdays[rule.week_start - 1]);
  return out;
}

std::vector<Day> recurrence_days(const Recurrence& rule, Day from, Day first, Day last) {
  std::vector<Day> found;
  const Day begun = period_of(rule, from);
  first = std::max(first, from);
  for (Day period = period_of(rule, first); period <= last; period = next_period(rule, period)) {
    if (periods_between(rule, begun, period) % rule.interval != 0) continue;
    std::vector<Day> fitting;
    const Day end = next_period(rule, period);
    for (Day day = period; day < end; day += days(1))
      if (fits(rule, from, day)) fitting.push_back(day);
    if (!rule.positions.empty()) fitting = at_positions(rule.positions, fitting);
    std::copy_if(fitting.begin(), fitting.end(), std::back_inserter(found),
                 [&](Day day) { return day >= first && day <= last; });
  }
  return found;
}

}  // namespace halle::shifts
