#pragma once
// What the rule packs must know of members.

#include <map>

#include "core/sdk/call.hpp"
#include "services/shifts/domain/rules.hpp"

namespace halle::shifts::store {

/// All rules of the association, newest first.
Result<std::vector<Rule>> rules(sdk::Call& call);

/// The parameters of a rule as they are kept: JSON.
std::string kept(const Rule& rule);

/// Facts by member's number. Services and work are those that began before `until`, whenever they
/// were recorded.
Result<std::map<std::string, MemberFacts>> facts_of(sdk::Call& call,
                                                    const std::vector<std::string>& members,
                                                    const std::string& zone, Instant until);

}  // namespace halle::shifts::store
