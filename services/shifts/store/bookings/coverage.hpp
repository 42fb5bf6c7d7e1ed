#pragma once
// How far shifts to come have people, and on whom the work rests: reads shifts, seats, bookings and
// the ledger.

#include <optional>
#include <string>
#include <vector>

#include "core/base/time/day.hpp"
#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// Seats of the shifts of a week.
struct WeekTitle {
  std::string monday;
  std::string title;
  int seats = 0;
  int taken = 0;
  int important_free = 0;
};
HALLE_ROW(WeekTitle, monday, title, seats, taken, important_free)
/// By week and title, of the shifts that take place and begin from `from` to before `until`.
Result<std::vector<WeekTitle>> seats_by_title(sdk::Call& call, const std::string& zone, Day from,
                                              Day until);

/// Seats of a week that need a skill.
struct WeekSkill {
  std::string monday;
  std::string name;
  int seats = 0;
  int taken = 0;
};
HALLE_ROW(WeekSkill, monday, name, seats, taken)
/// By week and skill, of the same shifts.
Result<std::vector<WeekSkill>> seats_by_skill(sdk::Call& call, const std::string& zone, Day from,
                                              Day until);

/// A skill that few have.
struct ScarceSkill {
  std::string name;
  int holders = 0;  // active members
};
HALLE_ROW(ScarceSkill, name, holders)
/// Skills that a seat that repeats or is to come needs and that two active members or fewer have.
Result<std::vector<ScarceSkill>> scarce_skills(sdk::Call& call, Day today);

/// A week in which a member gave time.
struct GivenWeek {
  std::string number;
  std::optional<Day> monday;  // none if the member gave nothing
  int minutes = 0;
  int shifts = 0;  // of the last four weeks, with a seat or present
};
HALLE_ROW(GivenWeek, number, monday, minutes, shifts)
/// By number and week, of all active members, since `from`.
Result<std::vector<GivenWeek>> given_by_week(sdk::Call& call, const std::string& zone, Day from);

}  // namespace halle::shifts::store
