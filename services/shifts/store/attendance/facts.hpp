#pragma once
// What the rule packs must know of members, read from the tables that have it.

#include <map>

#include "core/sdk/call.hpp"
#include "services/shifts/domain/hours/household.hpp"

namespace halle::shifts::store {

/// What is known of members, of each alone, and in whose membership they were.
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

/// A seat that a member has at a shift to come. `day` is the nominal day of the shift, the local
/// times are YYYY-MM-DDTHH:MM in the organisation's zone.
struct Booked {
  Uuid template_id;
  std::string day;
  std::string title;
  std::string place;
  std::string local_start;
  std::string local_end;
  int minutes = 0;  // from beginning to end
  int worth = 100;  // per cent that they count
  bool fixed = false;
  Instant starts_at{};
};
HALLE_ROW(Booked, template_id, day, title, place, local_start, local_end, minutes, worth, fixed,
          starts_at)
/// What the member had booked at `at` and begins later, by beginning.
Result<std::vector<Booked>> booked_at(sdk::Call& call, const std::string& zone, Instant at,
                                      const std::string& member);

}  // namespace halle::shifts::store
