#include "plugins/disco_soupe/store/settings.hpp"

namespace halle::disco_soupe::store {

Result<SettingRow> settings(sdk::Call& call) {
  HALLE_TRY(stored, call.find<SettingRow>(R"(
      SELECT setup_minutes, cooking_minutes, meal_minutes, grams_per_helper_hour, portion_grams,
             most_helpers, hygiene_members, cooking_members, hygiene_skill, cooking_skill,
             to_char(opens, 'HH24:MI') AS opens, to_char(closes, 'HH24:MI') AS closes
        FROM disco_soupe.setting WHERE org_id = $1)",
                                          call.organisation()));
  return stored.value_or(SettingRow{});
}

Status set_settings(sdk::Call& call, const SettingRow& settings) {
  return call.execute(R"(
      INSERT INTO disco_soupe.setting AS s (org_id, setup_minutes, cooking_minutes, meal_minutes,
          grams_per_helper_hour, portion_grams, most_helpers, hygiene_members, cooking_members,
          hygiene_skill, cooking_skill, opens, closes)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::time, $13::time)
      ON CONFLICT (org_id) DO UPDATE SET setup_minutes = excluded.setup_minutes,
          cooking_minutes = excluded.cooking_minutes, meal_minutes = excluded.meal_minutes,
          grams_per_helper_hour = excluded.grams_per_helper_hour,
          portion_grams = excluded.portion_grams, most_helpers = excluded.most_helpers,
          hygiene_members = excluded.hygiene_members, cooking_members = excluded.cooking_members,
          hygiene_skill = excluded.hygiene_skill, cooking_skill = excluded.cooking_skill,
          opens = excluded.opens, closes = excluded.closes)",
                      call.organisation(), settings.setup_minutes, settings.cooking_minutes,
                      settings.meal_minutes, settings.grams_per_helper_hour, settings.portion_grams,
                      settings.most_helpers, settings.hygiene_members, settings.cooking_members,
                      settings.hygiene_skill, settings.cooking_skill, settings.opens,
                      settings.closes);
}

Result<std::vector<PlaceRow>> places(sdk::Call& call) {
  return call.query<PlaceRow>(
      "SELECT id, name, zone_id, persons FROM disco_soupe.place WHERE org_id = $1 "
      "ORDER BY position, id",
      call.organisation());
}

void lock_places(sdk::Call& call) {
  call.lock("disco_soupe.places", call.organisation());
}

Status set_places(sdk::Call& call, const std::vector<PlaceRow>& places) {
  std::vector<std::string> zones;  // an empty text: none
  for (const auto& place : places) zones.push_back(place.zone_id ? place.zone_id->text() : "");
  call.queue("DELETE FROM disco_soupe.place WHERE org_id = $1", call.organisation());
  return call.execute(R"(
      INSERT INTO disco_soupe.place (org_id, id, position, name, zone_id, persons)
      SELECT $1, p.id::uuid, p.position, p.name, nullif(p.zone_id, '')::uuid, p.persons
        FROM unnest($2::text[], $3::text[], $4::int[], $5::text[]) WITH ORDINALITY
          AS p (id, name, persons, zone_id, position))",
                      call.organisation(),
                      sdk::unnest(places, &PlaceRow::id, &PlaceRow::name, &PlaceRow::persons),
                      zones);
}

Result<std::vector<Span>> hours(sdk::Call& call, const SettingRow& settings, int days) {
  return call.query<Span>(R"(
      SELECT (t.today + n + $3::time) AT TIME ZONE $1 AS "from",
             (t.today + n + $4::time) AT TIME ZONE $1 AS "until"
        FROM (SELECT ($2::timestamptz AT TIME ZONE $1)::date AS today) t,
             generate_series(0, $5::int - 1) n ORDER BY 1)",
                          call.zone(), call.now(), settings.opens, settings.closes, days);
}

Result<std::vector<LocalTimes>> local_times(sdk::Call& call, const std::vector<Span>& spans) {
  std::vector<std::string> from, until;
  for (const auto& span : spans) {
    from.push_back(format_instant(span.from));
    until.push_back(format_instant(span.until));
  }
  return call.query<LocalTimes>(R"(
      SELECT to_char(s.a::timestamptz AT TIME ZONE $1, 'YYYY-MM-DD"T"HH24:MI') AS starts,
             to_char(s.b::timestamptz AT TIME ZONE $1, 'YYYY-MM-DD"T"HH24:MI') AS ends
        FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS s (a, b, n) ORDER BY s.n)",
                                call.zone(), from, until);
}

}  // namespace halle::disco_soupe::store
