#include "services/membership/store/members/import.hpp"

#include "services/membership/store/members/person_columns.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {

Result<std::vector<std::string>> erased_of(sdk::Call& call,
                                           const std::vector<std::string>& numbers) {
  return call.query<std::string>(
      "SELECT number FROM membership.member WHERE org_id = $1 AND "
      "erased_on IS NOT NULL AND number = ANY($2::text[])",
      call.organisation(), numbers);
}

Result<std::vector<Imported>> import_members(sdk::Call& call, const std::vector<ImportRow>& rows,
                                             bool write) {
  static const std::string upsert = with_person(names.in(R"(
      WITH
      -- given: the rows of the sheet.
      given AS (
        SELECT * FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[],
                             {person: $10::text[]})
          AS g (id, number, joined_on, member_until, period, {person: *})),
      -- wanted: each member as it is to be, beside what is known before. What the sheet leaves empty
      -- stays.
      wanted AS (
        SELECT coalesce(m.id, g.id) AS id, g.number,
               {person: coalesce(nullif(g.*, ''), m.*, '') AS *},
               coalesce(nullif(g.joined_on, '')::date, m.joined_on) AS joined_on,
               CASE WHEN NOT EXISTS (SELECT 1 FROM membership.period p
                                      WHERE p.org_id = $1 AND p.member_id = m.id)
                    THEN nullif(g.member_until, '')::date END AS member_until,
               g.period, m.id IS NULL AS is_new, m AS before
          FROM given g LEFT JOIN membership.member m ON m.org_id = $1 AND m.number = g.number),
      -- judged: the same with what changes.
      judged AS (
        SELECT w.*, CASE WHEN is_new THEN 'created'
            WHEN member_until IS NULL AND
                 (w.joined_on, {person: w.*}) IS NOT DISTINCT FROM
                 ((before).joined_on, {person: (before).*})
            THEN 'unchanged' ELSE 'updated' END AS verdict
          FROM wanted w),
      -- stored: members that are new or change, in the order of their numbers.
      stored AS (
        INSERT INTO membership.member AS t (org_id, id, number, joined_on, standing, {person: *})
        SELECT $1, id, number, joined_on, {active}, {person: *}
          FROM judged WHERE $2::boolean AND verdict <> 'unchanged' ORDER BY number
        ON CONFLICT (org_id, number) DO UPDATE SET joined_on = excluded.joined_on,
            ({person: *}) = ROW({person: excluded.*})
        RETURNING t.id),
      -- begun: the history of new members.
      begun AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, j.id, 1, {active}, $3, 'import', $4 FROM judged j JOIN stored s ON s.id = j.id
         WHERE j.is_new),
      -- running: memberships taken over, a year at most, for nothing.
      running AS (
        INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents,
                                       target_cents, recorded_at, recorded_by)
        SELECT $1, period, id,
               least(member_until, greatest(joined_on, (member_until + 1 - interval '1 year')::date)),
               member_until, '', 0, 0, $3, $4
          FROM judged WHERE $2::boolean AND member_until IS NOT NULL)
      SELECT number, id::text AS id, verdict FROM judged)"));
  return call.query<Imported>(
      upsert, call.organisation(), write, call.now(), call.principal(),
      sdk::unnest(rows, &ImportRow::id, &ImportRow::number, &ImportRow::joined_on,
                  &ImportRow::member_until, &ImportRow::period),
      unnest_persons(rows));
}

}  // namespace halle::membership::store
