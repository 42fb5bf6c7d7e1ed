#pragma once
// What is counted for reports, and the table workshops.town: where visitors came from who are
// forgotten.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::workshops::store {

/// A session that took place, with its counts.
struct HeldSessionRow {
  Uuid id;
  std::string title;
  std::string theme;
  std::string day;
  int minutes = 0;
  int registered = 0;
  int came = 0;
  int first_timers = 0;
};
HALLE_ROW(HeldSessionRow, id, title, theme, day, minutes, registered, came, first_timers)
/// Those that began on these days, were not cancelled and have ended, by beginning.
Result<std::vector<HeldSessionRow>> held_sessions(sdk::Call& call, const std::string& from,
                                                  const std::string& until);

/// Persons who came with a member, the member included, at all of those sessions.
struct MemberCame {
  std::string number;
  int persons = 0;
};
HALLE_ROW(MemberCame, number, persons)
Result<std::vector<MemberCame>> members_came(sdk::Call& call, const std::string& from,
                                             const std::string& until);

/// Persons of a post code.
struct TownRow {
  std::string post_code;
  int persons = 0;
};
HALLE_ROW(TownRow, post_code, persons)
/// Of visitors who came to those sessions, whether they are forgotten or not.
Result<std::vector<TownRow>> visitors_came(sdk::Call& call, const std::string& from,
                                           const std::string& until);

/// Queues, before visitors whose sessions ended until then are forgotten: keeps the counts of their
/// towns, and that their later registrations are not their first.
void keep_counts(sdk::Call& call, Instant until);

}  // namespace halle::workshops::store
