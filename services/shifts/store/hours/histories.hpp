#pragma once
// What membership says of members, as shifts keeps it: writes the tables shifts.member,
// shifts.standing, shifts.member_skill and shifts.belonging.

#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// Asks membership about a member and writes what it says: standing from day to day, from the day
/// the member joined, skills and households. A member who has left loses the seats to come and the
/// calendar. Called outside of a transaction; the call is inside one afterwards. Error NOT_FOUND
/// `shifts.member_unknown`.
Status follow(sdk::Call& call, const std::string& number);

/// Sees to it that members and skills are known here; asks membership about those that are not.
/// Ends the transaction before. Errors NOT_FOUND `shifts.member_unknown`, INVALID_ARGUMENT
/// `shifts.skill_unknown`.
Status know(sdk::Call& call, const std::vector<std::string>& numbers,
            const std::vector<std::string>& skills = {});

}  // namespace halle::shifts::store
