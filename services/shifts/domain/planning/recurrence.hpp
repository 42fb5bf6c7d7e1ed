#pragma once
// Recurrence rules of RFC 5545 as far as a planning needs them: days, without hours and without an
// end. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time/day.hpp"

namespace halle::shifts {

enum class Frequency { daily, weekly, monthly, yearly };

struct RecurrenceDay {
  int nth = 0;           // of the month or year, negative from its end; 0: each
  unsigned weekday = 1;  // 1 Monday to 7 Sunday
};

struct Recurrence {
  Frequency frequency = Frequency::weekly;
  int interval = 1;
  std::vector<int> months;
  std::vector<int> weeks;       // of the year, negative from its end
  std::vector<int> year_days;   // negative from the end
  std::vector<int> month_days;  // negative from the end
  std::vector<RecurrenceDay> weekdays;
  std::vector<int> positions;  // among the days of one period, negative from its end
  unsigned week_start = 1;     // 1 Monday to 7 Sunday
};

/// Reads `FREQ=MONTHLY;BYDAY=1SA`, in any case, with or without `RRULE:`. FREQ is DAILY, WEEKLY,
/// MONTHLY or YEARLY; known are INTERVAL (1 to 1000), BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY,
/// BYDAY, BYSETPOS and WKST, each where RFC 5545 allows it. Error: `shifts.bad_recurrence`, field
/// `recurrence`, value = the part that is not accepted, such as `COUNT=3`, or `FREQ` if it is
/// missing.
Result<Recurrence> read_recurrence(std::string_view text);

/// The same rule, its parts in one order, without those that say nothing.
std::string recurrence_text(const Recurrence& rule);

/// The days of a rule that counts from `from`, between `first` and `last`, both included, in order.
/// `from` itself is one only if it fits. Looks at each day between once, and at no more than a year
/// before `first`, whatever the rule.
std::vector<Day> recurrence_days(const Recurrence& rule, Day from, Day first, Day last);

}  // namespace halle::shifts
