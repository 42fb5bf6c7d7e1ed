#pragma once
// The rule pack `monthly_hours`: so much time a month for each member. Pure.
//
// A month that has ended is owed on the first instant of the next one. Only days count on which she
// is an active member and not on leave: due × days / days of the month, half a minute up. A month
// of which no such day is left because of leave has a line of 0 that says so. Then what she has
// beyond the cap, if there is one, is taken off.

#include <map>
#include <vector>

#include "services/shifts/domain/days.hpp"

namespace halle::shifts {

inline constexpr const char* monthly_hours_pack = "monthly_hours";
inline constexpr int monthly_hours_version = 1;

/// What the association asks for from a month on.
struct MonthlyRule {
  Month from{};
  int due_minutes = 0;
  std::optional<int> surplus_cap_minutes;  // none: all is kept
};

/// Days, both ends included; no `until`: no end.
struct Days {
  Day from{};
  std::optional<Day> until;
};

/// What is known of a member.
struct MemberFacts {
  std::vector<Days> active;    // one after the other, no overlap
  std::vector<Days> leaves;    // in any order, may overlap
  std::map<Month, int> given;  // minutes of shifts and work, by the month they count in
};

/// What a month asks of a member.
struct MonthDue {
  int minutes = 0;
  int counted_days = 0;  // active and not on leave
  int active_days = 0;
  int days = 0;  // of the month
};
MonthDue due_in(const MemberFacts& facts, const std::vector<MonthlyRule>& rules, Month month);

/// A line of a month.
struct MonthLine {
  Month month{};
  bool surplus = false;  // what is beyond the cap; otherwise what is owed
  int minutes = 0;       // 0 or negative
  MonthDue due;          // unset for a surplus

  bool operator==(const MonthLine& other) const {
    return month == other.month && surplus == other.surplus && minutes == other.minutes;
  }
};

/// The lines of all months from the first rule until `last`, included. Rules in any order.
std::vector<MonthLine> monthly_lines(const MemberFacts& facts, std::vector<MonthlyRule> rules,
                                     Month last);

/// A month at whose end a member owes time, and how much.
struct Shortfall {
  Month month{};
  int minutes = 0;
};

/// The first of the months from `first` to `last` that ends so; what is booked belongs to
/// `facts.given`.
std::optional<Shortfall> first_shortfall(const MemberFacts& facts,
                                         const std::vector<MonthlyRule>& rules, Month first,
                                         Month last);

}  // namespace halle::shifts
