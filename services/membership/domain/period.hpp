#pragma once
// How long a membership that is paid for lasts, when it may be renewed and when one is reminded.
// Days are those of the association, both ends of a period belong to it. Pure.

#include <optional>

#include "core/base/time/day.hpp"

namespace halle::membership {

/// How periods run; the numbers are those of the table fee_grid.
enum class PeriodRule {
  one_year = 1,    // a year from any day
  civil_year = 2,  // until 31 December
};

struct Period {
  Day first;
  Day last;
};

/// A renewal is taken from this many days before the day after the last.
inline constexpr int renewal_days = 28;
/// The first day on which a period that ends on `last` may be renewed.
Day renewable_from(Day last);

/// The period that is paid for on `paid` by a member whose time ran or runs until `last`, if she
/// had any. It follows without a gap or a lost day if hers still runs, and begins on `paid`
/// otherwise. Empty: too early, her period is not renewable yet.
std::optional<Period> next_period(PeriodRule rule, Day paid, std::optional<Day> last);

/// Why a member is written to; each once a period, in this order.
enum class Reminder {
  renewable = 1,  // 28 days are left
  last_week = 2,  // 7 days are left
  expired = 3,    // since today
  long_gone = 4,  // for 30 days
};
/// What is to be said today about a period that ends on `last`: the latest that is due, so that
/// whoever was not told for weeks hears one thing only. Empty before the first and from 60 days
/// after the end on.
std::optional<Reminder> reminder_due(Day today, Day last);

}  // namespace halle::membership
