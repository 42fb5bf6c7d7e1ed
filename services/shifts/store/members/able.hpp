#pragma once
// Members with skills and when they are busy, from shifts.member_skill, shifts.booking and
// shifts.leave.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// An active member who holds some of the skills on some day of a time, and one of the times at
/// which that member is busy or does not hold one of them.
struct AbleRow {
  std::string number;
  std::vector<std::string> skills;
  std::optional<Instant> busy_from;  // empty: never
  std::optional<Instant> busy_until;
  std::optional<std::string> lacking;  // the skill that is not held then; empty: busy
};
HALLE_ROW(AbleRow, number, skills, busy_from, busy_until, lacking)

/// One row for each time at which a member is busy or lacks a skill, or one without; by member and
/// time. `skills`: an array literal of ids.
Result<std::vector<AbleRow>> able(sdk::Call& call, const std::string& skills, Instant from,
                                  Instant until);

}  // namespace halle::shifts::store
