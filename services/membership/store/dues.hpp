#pragma once
// Grids, memberships and the pot as rows.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/period.hpp"

namespace halle::membership::store {

/// Today where the association is.
Result<Day> today(sdk::Call& call);

/// The grid that holds on a day and those that come later.
Result<v1::GridReply> grids(sdk::Call& call, Day day);

/// Joins to the transaction that nobody else uses pot or numbers of receipts until its end. A
/// member is locked before.
void lock_pot(sdk::Call& call);
Result<std::int64_t> pot_cents(sdk::Call& call);
/// From now on a membership has put so many cents into the pot; below 0: taken out. The pot is
/// locked. Error FAILED_PRECONDITION `membership.pot_short`: others have used them.
Status set_in_pot(sdk::Call& call, const std::string& period, std::int64_t cents);

/// Memberships of a member, newest first.
Result<std::vector<v1::Period>> periods(sdk::Call& call, const std::string& member);
/// Error NOT_FOUND `membership.period_unknown`.
Result<v1::Period> period(sdk::Call& call, const std::string& id);

/// What a membership is recorded with.
struct NewPeriod {
  std::string member;  // number
  Period days;
  v1::Bracket bracket;
  std::int64_t target_cents = 0;
};
/// Records one, not paid, and tells it; what it takes out of the pot is taken. The member and the
/// pot are locked. Its id. Error FAILED_PRECONDITION `membership.pot_short`.
Result<std::string> add_period(sdk::Call& call, const NewPeriod& period);
/// Records that it is paid, with the next receipt and what it puts into the pot, and tells it.
Status pay_period(sdk::Call& call, const v1::Period& period, v1::Means means, Day day);

/// Where a membership stands that ends, or ended, that day.
v1::DuesState state_of(Day today, const std::optional<Day>& last);

}  // namespace halle::membership::store
