#pragma once
// What shifts keeps of members and of the association.

#include <set>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "core/base/day.hpp"

namespace halle::shifts::store {

/// NOT_FOUND `shifts.member_unknown`.
Error unknown_member(const std::string& number);

/// Done if it is the caller herself or the caller holds `permission`; otherwise she reads like one
/// that is not there.
Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission);

/// Those of `numbers` whose hours are the caller's own: the caller's number, and the numbers of who
/// shares an account with the caller on that day because the rule counts by household. None for a
/// caller without a number.
Result<std::set<std::string>> own_of(sdk::Call& call, const std::vector<std::string>& numbers,
                                     Day on);

/// FAILED_PRECONDITION `shifts.own_hours` if `number` is one of those.
Status is_anothers(sdk::Call& call, const std::string& number, Day on);

/// FAILED_PRECONDITION `shifts.member_inactive` of a member who has left. Of one known here.
Status has_not_left(sdk::Call& call, const std::string& number);

/// Today where the association is.
Result<Day> today(sdk::Call& call);

/// Asks membership about a member and writes what it says: standing from day to day, from the day
/// she joined. Outside of a transaction before, inside after. Error NOT_FOUND
/// `shifts.member_unknown`.
Status follow(sdk::Call& call, const std::string& number);

/// Sees to it that members and skills are known here; asks membership about those that are not.
/// Ends the transaction before. Errors NOT_FOUND `shifts.member_unknown`, INVALID_ARGUMENT
/// `shifts.skill_unknown`.
Status know(sdk::Call& call, const std::vector<std::string>& numbers,
            const std::vector<std::string>& skills = {});

/// Joins to the transaction that who has a seat each time today, and who no longer has, is noted.
void follow_regular(sdk::Call& call, const std::string& today);

/// Joins to the transaction that a member has no seat each time any more, nor those to come of it.
void release_regular(sdk::Call& call, const std::string& number);

/// Joins to the transaction that no other changes hours or seats of these members, and of those who
/// were ever in one membership with them, until its end.
void lock_members(sdk::Call& call, const std::vector<std::string>& numbers);

}  // namespace halle::shifts::store
