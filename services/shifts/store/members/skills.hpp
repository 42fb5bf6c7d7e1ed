#pragma once
// The table shifts.skill: skills of membership as shifts keeps them.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// The ids as an array literal. Error INVALID_ARGUMENT `shifts.skill_unknown` if one is no id.
Result<std::string> skill_array(const std::vector<std::string>& ids);

/// Those of the skills that are not known here yet.
Result<std::vector<std::string>> unknown_skills(sdk::Call& call,
                                                const std::vector<std::string>& ids);

/// Asks membership for the names of these skills, outside of a transaction. Error INVALID_ARGUMENT
/// `shifts.skill_unknown` if it does not have all of them.
Result<std::vector<v1::Skill>> ask_skills(sdk::Call& call, const std::vector<std::string>& ids);

/// Queues: these are known, by these names.
void write_skills(sdk::Call& call, const std::vector<v1::Skill>& skills);

}  // namespace halle::shifts::store
