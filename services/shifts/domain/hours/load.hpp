#pragma once
// On whom the work rests. Pure.

#include <set>
#include <vector>

#include "core/base/time/day.hpp"

namespace halle::shifts {

/// The Monday of a day's week.
Day monday_of(Day day);

/// How many weeks in a row, without a gap, are in `mondays`, ending with `now`'s or the one before:
/// the current week may still bring something.
int weeks_in_a_row(const std::set<Day>& mondays, Day now);

/// Part of all minutes that the busiest tenth gave, per mille, rounded down; a tenth of eleven is
/// two. 0 if nobody gave anything. `minutes`: of each member, also of those who gave nothing; none
/// negative.
int busiest_tenth_permille(std::vector<int> minutes);

}  // namespace halle::shifts
