#pragma once
// What the rule packs must know of members.

#include <map>

#include "core/sdk/call.hpp"
#include "services/shifts/domain/household.hpp"

namespace halle::shifts::store {

/// All rules of the association, newest first.
Result<std::vector<Rule>> rules(sdk::Call& call);

/// The parameters of a rule as they are kept: JSON.
std::string kept(const Rule& rule);

/// What is known of members, each for herself, and in whose membership they were.
struct Facts {
  std::map<std::string, MemberFacts> own;
  std::vector<Belonging> belongings;

  /// As the rules count them: what is a household's is on its account.
  std::map<std::string, MemberFacts> under(const std::vector<Rule>& rules) const;
};
/// Of these members and of all who were ever in one membership with them. Services and work are
/// those that began before `until`, whenever they were recorded.
Result<Facts> facts_of(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone,
                       Instant until);

}  // namespace halle::shifts::store
