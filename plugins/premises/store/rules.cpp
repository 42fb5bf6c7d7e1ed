#include "plugins/premises/store/rules.hpp"

#include "plugins/premises/store/zones.hpp"

namespace halle::premises::store {
namespace {
struct LimitsRow : Limits {
  Uuid zone_id;
  bool has_opening = false;  // hours at which the zone is open
};
HALLE_ROW(LimitsRow, zone_id, lead_hours, horizon_days, shortest_minutes, longest_minutes,
          setup_minutes, clearing_minutes, share_minutes, answer_hours, has_opening)

/// Hours on one day, as instants.
struct SpanRow {
  Uuid zone_id;
  std::optional<Uuid> acting_org;
  int days = 0;
  Instant opens{};
  Instant closes{};
};
HALLE_ROW(SpanRow, zone_id, acting_org, days, opens, closes)

/// The limits of these zones; of all if NULL.
Result<std::vector<LimitsRow>> limits_of(sdk::Call& call,
                                         const std::optional<std::vector<std::string>>& zones) {
  return call.query<LimitsRow>(R"(
      SELECT r.zone_id, r.lead_hours, r.horizon_days, r.shortest_minutes, r.longest_minutes,
             r.setup_minutes, r.clearing_minutes, r.share_minutes, r.answer_hours,
             EXISTS (SELECT 1 FROM premises.hours h
                      WHERE h.org_id = $1 AND h.zone_id = r.zone_id AND h.acting_org IS NULL)
               AS has_opening
        FROM premises.rule r
       WHERE r.org_id = $1 AND ($2::uuid[] IS NULL OR r.zone_id = ANY ($2::uuid[])))",
                               call.organisation(), zones);
}
}  // namespace

Result<std::map<Uuid, WrittenRules>> written_rules(sdk::Call& call) {
  HALLE_TRY(limits, limits_of(call, std::nullopt));
  HALLE_TRY(hours, call.query<HoursRow>(R"(
      SELECT zone_id, weekday, to_char(opens, 'HH24:MI') AS opens,
             to_char(closes, 'HH24:MI') AS closes, acting_org, days
        FROM premises.hours WHERE org_id = $1 ORDER BY zone_id, place)",
                                        call.organisation()));
  std::map<Uuid, WrittenRules> all;
  for (const auto& row : limits) all[row.zone_id].limits = row;
  for (const auto& row : hours) all[row.zone_id].hours.push_back(row);
  return all;
}

Status set_rules(sdk::Call& call, const Uuid& zone, const std::optional<WrittenRules>& rules) {
  if (!rules)
    return call.execute("DELETE FROM premises.rule WHERE org_id = $1 AND zone_id = $2",
                        call.organisation(), zone);
  const auto& limits = rules->limits;
  HALLE_CHECK(call.execute(
      R"(
      INSERT INTO premises.rule (org_id, zone_id, lead_hours, horizon_days, shortest_minutes,
                                 longest_minutes, setup_minutes, clearing_minutes, share_minutes,
                                 answer_hours)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (org_id, zone_id) DO UPDATE SET lead_hours = excluded.lead_hours,
          horizon_days = excluded.horizon_days, shortest_minutes = excluded.shortest_minutes,
          longest_minutes = excluded.longest_minutes, setup_minutes = excluded.setup_minutes,
          clearing_minutes = excluded.clearing_minutes, share_minutes = excluded.share_minutes,
          answer_hours = excluded.answer_hours)",
      call.organisation(), zone, limits.lead_hours, limits.horizon_days, limits.shortest_minutes,
      limits.longest_minutes, limits.setup_minutes, limits.clearing_minutes, limits.share_minutes,
      limits.answer_hours));
  HALLE_CHECK(call.execute("DELETE FROM premises.hours WHERE org_id = $1 AND zone_id = $2",
                           call.organisation(), zone));
  std::vector<std::string> of;  // an empty text: opening hours, of no association
  for (const auto& one : rules->hours) of.push_back(one.acting_org ? one.acting_org->text() : "");
  return call.execute(
      R"(
      INSERT INTO premises.hours (org_id, zone_id, place, weekday, opens, closes, days, acting_org)
      SELECT $1, $2, h.place, h.weekday, h.opens::time, h.closes::time, h.days,
             nullif(h.acting_org, '')::uuid
        FROM unnest($3::int[], $4::text[], $5::text[], $6::int[], $7::text[]) WITH ORDINALITY
          AS h (weekday, opens, closes, days, acting_org, place))",
      call.organisation(), zone,
      sdk::unnest(rules->hours, &HoursRow::weekday, &HoursRow::opens, &HoursRow::closes,
                  &HoursRow::days),
      of);
}

Result<Times> times_of(sdk::Call& call, const std::string& from, const std::string& until) {
  return call.get<Times>(R"(
      SELECT t.begins,
             CASE WHEN (t.ends - interval '1 hour') AT TIME ZONE $3 = $2::timestamp
                   AND (t.begins - interval '1 hour') AT TIME ZONE $3 <> $1::timestamp
                  THEN t.ends - interval '1 hour' ELSE t.ends END AS ends,
             t.begins AT TIME ZONE $3 = $1::timestamp AS from_exists,
             t.ends AT TIME ZONE $3 = $2::timestamp AS until_exists
        FROM (SELECT $1::timestamp AT TIME ZONE $3 AS begins,
                     $2::timestamp AT TIME ZONE $3 AS ends) t)",
                         from, until, call.zone());
}

Result<std::vector<Rules>> rules_around(sdk::Call& call, const std::vector<Uuid>& zones,
                                        const Span& span) {
  const auto texts = texts_of(zones);
  HALLE_TRY(limits, limits_of(call, texts));
  HALLE_TRY(spans,
            call.query<SpanRow>(R"(
      SELECT h.zone_id, h.acting_org, h.days, (d.day + h.opens) AT TIME ZONE $5 AS opens,
             (d.day + h.closes) AT TIME ZONE $5 AS closes
        FROM premises.hours h
        JOIN (SELECT t.first + n AS day
                FROM (SELECT ($3::timestamptz AT TIME ZONE $5)::date AS first,
                             ($4::timestamptz AT TIME ZONE $5)::date AS last) t,
                     generate_series(-1, t.last - t.first + 1) n) d
          ON extract(isodow FROM d.day) = h.weekday
       WHERE h.org_id = $1 AND h.zone_id = ANY ($2::uuid[]))",
                                call.organisation(), texts, span.from, span.until, call.zone()));
  std::map<Uuid, Rules> by_zone;
  for (const auto& row : limits) {
    by_zone[row.zone_id].limits = row;
    by_zone[row.zone_id].has_opening = row.has_opening;
  }
  for (const auto& row : spans) {
    const Span hours{row.opens, row.closes};
    if (row.acting_org)
      by_zone[row.zone_id].priority.push_back({hours, *row.acting_org, row.days});
    else
      by_zone[row.zone_id].open.push_back(hours);
  }
  std::vector<Rules> all;
  for (const auto& zone : zones) all.push_back(by_zone[zone]);
  return all;
}

}  // namespace halle::premises::store
