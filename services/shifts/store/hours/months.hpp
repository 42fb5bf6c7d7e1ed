#pragma once
// What members gave and owe in a month: reads the ledger, attendances and standings.

#include <optional>
#include <string>
#include <vector>

#include "core/base/time/day.hpp"
#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// A member's month; minutes owed are positive.
struct MonthRow {
  std::string number;
  int shift_minutes = 0;
  int work_minutes = 0;
  int owed_minutes = 0;
  int balance_minutes = 0;
  int shifts = 0;
  std::optional<std::string> main_number;  // on whose account the hours are, if not the member's
};
HALLE_ROW(MonthRow, number, shift_minutes, work_minutes, owed_minutes, balance_minutes, shifts,
          main_number)
/// By number, the members who were active on a day of the month, gave time in it or owe for it.
/// `on`: the day that decides about households.
Result<std::vector<MonthRow>> month_of_members(sdk::Call& call, const std::string& zone,
                                               Month month, Day on);

}  // namespace halle::shifts::store
