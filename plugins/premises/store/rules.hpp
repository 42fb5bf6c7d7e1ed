#pragma once
// The tables premises.rule and premises.hours: the rules of zones.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "plugins/premises/domain/rules.hpp"

namespace halle::premises::store {

/// Opening hours, or hours that an association may book before the others.
struct HoursRow {
  Uuid zone_id;
  int weekday = 1;
  std::string opens;   // HH:MM
  std::string closes;  // HH:MM, 24:00 included
  std::optional<Uuid> acting_org;
  int days = 0;
};
HALLE_ROW(HoursRow, zone_id, weekday, opens, closes, acting_org, days)

/// The rules of a zone as they are written.
struct WrittenRules {
  Limits limits;
  std::vector<HoursRow> hours;
};

/// The rules of the zones that have some of their own.
Result<std::map<Uuid, WrittenRules>> written_rules(sdk::Call& call);
/// Replaces the rules of a zone; removes them if there are none. The zones are locked.
Status set_rules(sdk::Call& call, const Uuid& zone, const std::optional<WrittenRules>& rules);

/// Local times, YYYY-MM-DDTHH:MM, as instants. Of an hour that a clock change repeats, `from` is
/// the second, and `until` the first unless `from` lies in that hour too.
struct Times {
  Instant begins{};
  Instant ends{};
  bool from_exists = false;  // no clock change leaves it out
  bool until_exists = false;
};
HALLE_ROW(Times, begins, ends, from_exists, until_exists)
Result<Times> times_of(sdk::Call& call, const std::string& from, const std::string& until);

/// The rules of these zones around a time, in the order of the zones.
Result<std::vector<Rules>> rules_around(sdk::Call& call, const std::vector<Uuid>& zones,
                                        const Span& span);

}  // namespace halle::premises::store
