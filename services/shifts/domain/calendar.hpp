#pragma once
// On which days a shift repeats, and on which nobody comes. Pure.

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time/day.hpp"

namespace halle::shifts {

/// Easter Sunday of the Gregorian calendar.
Day easter(std::chrono::year year);

/// Whether a day is one of the eleven public holidays of all of France.
bool is_public_holiday(Day day);

/// What repeats: one weekday, in some weeks of a cycle counted from a Monday.
struct Rhythm {
  unsigned weekday = 1;      // 1 Monday to 7 Sunday
  Day anchor{};              // a Monday, which begins week 1
  int length = 1;            // weeks of the cycle
  unsigned weeks = 1;        // bit 0: week 1
  Day from{};                // first day
  std::optional<Day> until;  // last day
  std::string rule;  // in place of weekday and cycle: see normal_rule(), counted from `from`
};

/// A recurrence rule of RFC 5545 (`FREQ=MONTHLY;BYDAY=1SA`) as it is kept. Errors, field
/// `recurrence`: those of read_recurrence(); `shifts.ambiguous_recurrence` where calendars find
/// different days; `shifts.no_recurrence_day` if it has no day within the ten years after `from`.
Result<std::string> normal_rule(const std::string& text, Day from);

/// The most that a shift lasts.
inline constexpr std::chrono::hours longest_shift{16};
/// From one `HH:MM` to another, the day after if that is not later: more than 0 and at most
/// longest_shift. Both exist.
bool is_length_of_shift(const std::string& starts, const std::string& ends);

/// The week of a cycle that a day lies in, 1 to `length`; also before the anchor.
int week_of_cycle(Day day, Day anchor, int length);

/// The days of a rhythm from `first` to `last`, both included, in order.
std::vector<Day> days_of(const Rhythm& rhythm, Day first, Day last);

}  // namespace halle::shifts
