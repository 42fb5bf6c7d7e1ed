#pragma once
// Memberships and what is paid for them: the tables membership.period, pot and reminder, the view
// membership.covered.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/period.hpp"

namespace halle::membership::store {

/// Today where the association is.
Result<Day> today(sdk::Call& call);

/// Queues: nobody else uses the pot or the numbers of receipts until the transaction ends. Lock
/// members before the pot.
void lock_pot(sdk::Call& call);
Result<std::int64_t> pot_cents(sdk::Call& call);
/// From now on a membership has put so many cents into the pot; below 0: taken out. The pot is
/// locked. Error FAILED_PRECONDITION `membership.pot_short`: others have used them.
Status set_in_pot(sdk::Call& call, const std::string& period, std::int64_t cents);

/// Memberships of a member, the latest first.
Result<std::vector<v1::Period>> periods(sdk::Call& call, const std::string& member);
/// Error NOT_FOUND `membership.period_unknown`.
Result<v1::Period> period(sdk::Call& call, const std::string& id);
/// The last day of the member's own memberships; empty if there is none.
Result<std::optional<Day>> last_day(sdk::Call& call, const std::string& member);
/// Whether the member has a membership that ends after this one, which exists.
Result<bool> has_later(sdk::Call& call, const std::string& period);

/// What a membership is recorded with.
struct NewPeriod {
  std::string member;  // number
  Period days;
  v1::Bracket bracket;
  std::int64_t target_cents = 0;
};
/// Records a membership that is not paid and emits DuesCharged; what it takes out of the pot is
/// taken. The member and the pot are locked. Returns its id. Errors: NOT_FOUND
/// `membership.member_unknown`, FAILED_PRECONDITION `membership.pot_short`.
Result<std::string> add_period(sdk::Call& call, const NewPeriod& period);
/// Records that a membership is paid, with the next receipt and what it puts into the pot, and
/// emits DuesPaid. The member and the pot are locked.
Status pay_period(sdk::Call& call, const v1::Period& period, v1::Means means, Day day);
/// Queues: the membership is cancelled since that day. What it put into the pot is taken out
/// before.
void cancel_period(sdk::Call& call, const std::string& id, Day day, const std::string& reason);

/// Where a membership stands that ends, or ended, that day.
v1::DuesState state_of(Day today, const std::optional<Day>& last);

/// Until when a member is covered by a membership, their own or that of their household; empty if
/// there is none. Error NOT_FOUND `membership.member_unknown`.
Result<std::optional<Day>> covered_until(sdk::Call& call, const std::string& member);

/// What a member owes.
struct Owed {
  std::string number;
  std::optional<Day> until_day;   // as covered_until()
  std::int64_t unpaid_cents = 0;  // of all their own memberships
};
HALLE_ROW(Owed, number, until_day, unpaid_cents)
/// Of everybody who has not left or owes something, in the order of their numbers.
Result<std::vector<Owed>> list_owed(sdk::Call& call);

/// The same of one member.
struct OwnDues {
  std::optional<Day> until_day;
  std::int64_t unpaid_cents = 0;
  bool in_household = false;  // somebody else pays
};
HALLE_ROW(OwnDues, until_day, unpaid_cents, in_household)
/// Empty for a member who has left and for one who is not there.
Result<std::optional<OwnDues>> own_dues(sdk::Call& call, const std::string& member);

/// A membership that ends, or ended, in the days in which reminders are due.
struct Ending {
  std::string id;  // of the member
  std::string number;
  Day last_day{};
  std::optional<Reminder> kind;  // the last reminder
};
HALLE_ROW(Ending, id, number, last_day, kind)
/// Of members who have not left and pay for themselves, by number; from 28 days before the end to
/// 60 days after.
Result<std::vector<Ending>> endings(sdk::Call& call, Day today);
/// Queues: the member was reminded of the membership that ends on that day.
void note_reminder(sdk::Call& call, const Ending& ending, Reminder kind);

}  // namespace halle::membership::store
