#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/rpc/surplus/telling.hpp"
#include "plugins/disco_soupe/store/settings.hpp"

namespace halle::disco_soupe {
namespace {
constexpr std::size_t longest_place = 60;

std::string text_of(const std::optional<Uuid>& id) {
  return id ? id->text() : std::string{};
}

v1::CookingSettings message_of(const store::SettingRow& row,
                               const std::vector<store::PlaceRow>& places) {
  v1::CookingSettings out;
  out.set_setup_minutes(row.setup_minutes);
  out.set_cooking_minutes(row.cooking_minutes);
  out.set_meal_minutes(row.meal_minutes);
  out.set_grams_per_helper_hour(row.grams_per_helper_hour);
  out.set_portion_grams(row.portion_grams);
  out.set_most_helpers(row.most_helpers);
  out.set_hygiene_members(row.hygiene_members);
  out.set_cooking_members(row.cooking_members);
  out.set_hygiene_skill(text_of(row.hygiene_skill));
  out.set_cooking_skill(text_of(row.cooking_skill));
  out.set_opens(row.opens);
  out.set_closes(row.closes);
  for (const auto& place : places) {
    auto& one = *out.add_places();
    one.set_id(place.id.text());
    one.set_name(place.name);
    one.set_zone(text_of(place.zone_id));
    one.set_persons(place.persons);
  }
  return out;
}

/// An id that may be left out.
Result<std::optional<Uuid>> optional_id(const char* field, const std::string& text,
                                        const char* reason) {
  if (text.empty()) return std::optional<Uuid>{};
  const auto id = Uuid::parse(text);
  if (!id) return bad_field(field, reason, text);
  return id;
}

/// Of the day, of a time HH:MM.
int minutes_of(const std::string& time) {
  return std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3));
}

bool is_time(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const std::size_t at : {0, 1, 3, 4})
    if (text[at] < '0' || text[at] > '9') return false;
  return text <= "24:00" && text[3] <= '5';
}

Result<store::SettingRow> read_settings(const v1::CookingSettings& given) {
  store::SettingRow row;
  static_cast<Method&>(row) = {given.setup_minutes(),   given.cooking_minutes(),
                               given.meal_minutes(),    given.grams_per_helper_hour(),
                               given.portion_grams(),   given.most_helpers(),
                               given.hygiene_members(), given.cooking_members()};
  HALLE_CHECK(check_method(row));
  constexpr const char* bad = "disco_soupe.bad_setting";
  HALLE_TRY(hygiene, optional_id("hygiene_skill", given.hygiene_skill(), bad));
  HALLE_TRY(cooking, optional_id("cooking_skill", given.cooking_skill(), bad));
  row.hygiene_skill = hygiene;
  row.cooking_skill = cooking;
  if (!is_time(given.opens()) || !is_time(given.closes()) || given.closes() <= given.opens())
    return bad_field("closes", "disco_soupe.bad_hours", given.opens() + "/" + given.closes());
  if (minutes_of(given.closes()) - minutes_of(given.opens()) < length_of(row).count())
    return bad_field("closes", "disco_soupe.hours_too_short", given.opens() + "/" + given.closes());
  row.opens = given.opens();
  row.closes = given.closes();
  return row;
}

Result<std::vector<store::PlaceRow>> read_places(const sdk::Call& call,
                                                 const v1::CookingSettings& given) {
  if (given.places_size() > most_places)
    return bad_field("places", "disco_soupe.too_many_places", std::to_string(given.places_size()));
  constexpr const char* bad = "disco_soupe.bad_place";
  std::vector<store::PlaceRow> places;
  std::set<Uuid> ids;
  for (const auto& one : given.places()) {
    HALLE_CHECK(check_name("name", one.name(), bad));
    if (length(one.name()) > longest_place) return bad_field("name", bad, one.name());
    if (one.persons() < 1 || one.persons() > 1000)
      return bad_field("persons", bad, std::to_string(one.persons()));
    HALLE_TRY(id, optional_id("place", one.id(), bad));
    HALLE_TRY(zone, optional_id("zone", one.zone(), bad));
    places.push_back({id.value_or(call.new_id()), trim(one.name()), zone, one.persons()});
    if (!ids.insert(places.back().id).second) return bad_field("place", bad, one.id());
  }
  return places;
}

/// Places that were given with an id are there; one without takes that of the place of its name, so
/// that one that is removed and added anew is still where something is cooked. Under lock_places().
Status match_known(sdk::Call& call, const v1::CookingSettings& given,
                   std::vector<store::PlaceRow>& places) {
  HALLE_TRY(known, store::places(call));
  const auto has = [](const std::vector<store::PlaceRow>& all, const Uuid& id) {
    return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& id = given.places(static_cast<int>(i)).id();
    if (!id.empty() && !has(known, places[i].id))
      return not_found("place", "disco_soupe.place_unknown", id);
    if (!id.empty()) continue;
    for (const auto& one : known)
      if (fold(one.name) == fold(places[i].name) && !has(places, one.id)) places[i].id = one.id;
  }
  return Done{};
}
}  // namespace

Result<v1::CookingSettings> Settings::get(sdk::Call& call,
                                          const v1::GetSettingsRequest& /*request*/) {
  HALLE_TRY(row, store::settings(call));
  HALLE_TRY(places, store::places(call));
  return message_of(row, places);
}

Result<v1::CookingSettings> Settings::set(sdk::Call& call, const v1::SetSettingsRequest& request) {
  HALLE_TRY(row, read_settings(request.settings()));
  HALLE_TRY(places, read_places(call, request.settings()));
  store::lock_places(call);
  HALLE_CHECK(match_known(call, request.settings(), places));
  HALLE_CHECK(store::set_settings(call, row));
  HALLE_CHECK(store::set_places(call, places));
  return message_of(row, places);
}

}  // namespace halle::disco_soupe
