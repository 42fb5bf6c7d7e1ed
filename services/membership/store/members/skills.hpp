#pragma once
// The tables membership.skill (what members can do) and membership.held_skill (which of them have
// it, from when until when).

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// All skills by name, with how many members hold each today.
Result<v1::ListSkillsReply> skills(sdk::Call& call, Day today);
/// Queues: a skill with that id is called so, lasts so many months and needs these others (ids).
/// Skills are locked (`membership.skill`).
void set_skill(sdk::Call& call, const std::string& id, const std::string& name, int months,
               const std::vector<std::string>& needs);

/// What a member holds or held, the latest first. Error NOT_FOUND `membership.member_unknown`.
Result<v1::ListHeldSkillsReply> held_skills(sdk::Call& call, const std::string& number, Day today);
/// What a member holds of a skill today ends the day before; what would begin today is as if it had
/// not been. Says whether there was anything. The member is locked.
Result<bool> end_held(sdk::Call& call, const std::string& number, const Uuid& skill, Day today);
/// Queues: the member holds the skill from today on, for so many months or, with 0, for good; the
/// caller vouches for it.
void hold_skill(sdk::Call& call, const std::string& number, const Uuid& skill, Day today,
                int months);

}  // namespace halle::membership::store
