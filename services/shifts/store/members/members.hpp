#pragma once
// What shifts keeps of members: the tables shifts.member, shifts.standing, shifts.belonging and
// shifts.regular. Membership's word on them is written in histories.hpp.

#include <set>

#include "core/base/time/day.hpp"
#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// NOT_FOUND `shifts.member_unknown`.
Error unknown_member(const std::string& number);

/// Done if the member is the caller or the caller holds `permission`; otherwise the member reads
/// like one that is not there.
Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission);

/// Those of `numbers` whose hours are the caller's own: the caller's number, and the numbers of the
/// members who share an account with the caller on that day because the rule counts by household.
/// None for a caller without a number.
Result<std::set<std::string>> own_of(sdk::Call& call, const std::vector<std::string>& numbers,
                                     Day on);

/// FAILED_PRECONDITION `shifts.own_hours` if `number` is one of those.
Status is_anothers(sdk::Call& call, const std::string& number, Day on);

/// FAILED_PRECONDITION `shifts.member_inactive` of a member who has left. Of one known here.
Status has_not_left(sdk::Call& call, const std::string& number);

/// Those of `numbers` who have left.
Result<std::vector<std::string>> left_of(sdk::Call& call, const std::vector<std::string>& numbers);

/// The numbers of all active members, in the order of their value.
Result<std::vector<std::string>> active_members(sdk::Call& call);

/// How the member stands, as it was last said; empty if the member is not known here.
Result<std::optional<v1::DutyState>> duty_of(sdk::Call& call, const std::string& number);

/// The numbers of members whose hours are to be counted anew or were not counted on that day,
/// `most` of them, in order.
Result<std::vector<std::string>> due_members(sdk::Call& call, Day today, int most);

/// Queues: the hours of the member are to be counted anew.
void recount(sdk::Call& call, const std::string& number);

/// Today where the organisation is.
Result<Day> today(sdk::Call& call);

/// The first instant of a day in that zone.
Result<Instant> first_instant(sdk::Call& call, const std::string& zone, Day day);

/// Queues: notes which members have a seat each time today, and which no longer have one.
void follow_regular(sdk::Call& call, const std::string& today);

/// Queues: the member has no seat each time any more, nor those to come of it.
void release_regular(sdk::Call& call, const std::string& number);

/// Queues: nobody else changes hours or seats of these members, and of those who were ever in one
/// membership with them, until the transaction ends. Locks the rows of shifts.member in the order
/// of their numbers.
void lock_members(sdk::Call& call, const std::vector<std::string>& numbers);

}  // namespace halle::shifts::store
