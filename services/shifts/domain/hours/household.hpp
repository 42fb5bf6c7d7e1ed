#pragma once
// Hours that are counted for a household: who is in one membership has one balance. Pure.

#include <map>

#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts {

/// A member who is in the membership of another, `main`. Nobody is in two at once, and who pays for
/// others is in nobody's.
struct Belonging {
  std::string member;
  std::string main;
  Days days;
};

/// The days of `days` on which the rule in force counts by household.
std::vector<Days> shared(const Days& days, const std::vector<Rule>& rules);

/// On whose account a member's hours are that day: her own, or that of who pays for her.
std::string account_on(const std::string& member, const std::vector<Belonging>& belongings,
                       const std::vector<Rule>& rules, Day day);

/// On the days that are shared() a member owes nothing herself, and what she gives counts for
/// `main`, with her number behind its cause. Leaves and delays stay whose they are: the household's
/// are main's. `facts` has both.
void pool(std::map<std::string, MemberFacts>& facts, const std::vector<Belonging>& belongings,
          const std::vector<Rule>& rules);

}  // namespace halle::shifts
