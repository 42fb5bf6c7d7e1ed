#pragma once
// The tables disco_soupe.setting and disco_soupe.place: how the association cooks, and where.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "plugins/disco_soupe/domain/proposal.hpp"

namespace halle::disco_soupe {
HALLE_ROW(Span, from, until)
}  // namespace halle::disco_soupe

namespace halle::disco_soupe::store {

/// Stored settings, or the usual ones.
struct SettingRow : Method {
  std::optional<Uuid> hygiene_skill;
  std::optional<Uuid> cooking_skill;
  std::string opens = "09:00";
  std::string closes = "21:00";
};
HALLE_ROW(SettingRow, setup_minutes, cooking_minutes, meal_minutes, grams_per_helper_hour,
          portion_grams, most_helpers, hygiene_members, cooking_members, hygiene_skill,
          cooking_skill, opens, closes)

struct PlaceRow {
  Uuid id;
  std::string name;
  std::optional<Uuid> zone_id;
  int persons = 0;
};
HALLE_ROW(PlaceRow, id, name, zone_id, persons)

Result<SettingRow> settings(sdk::Call& call);
Status set_settings(sdk::Call& call, const SettingRow& settings);

/// In the order in which they were given.
Result<std::vector<PlaceRow>> places(sdk::Call& call);
/// Queues: nothing else replaces places until the transaction ends.
void lock_places(sdk::Call& call);
/// Replaces all, under lock_places().
Status set_places(sdk::Call& call, const std::vector<PlaceRow>& places);

/// The hours of each of the next days, today included, in which a disco soupe may lie.
Result<std::vector<Span>> hours(sdk::Call& call, const SettingRow& settings, int days);

/// Times as local ones, YYYY-MM-DDTHH:MM, in their order.
struct LocalTimes {
  std::string starts;
  std::string ends;
};
HALLE_ROW(LocalTimes, starts, ends)
Result<std::vector<LocalTimes>> local_times(sdk::Call& call, const std::vector<Span>& spans);

}  // namespace halle::disco_soupe::store
