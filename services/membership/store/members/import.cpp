#include "services/membership/store/members/import.hpp"

#include "services/membership/store/names.hpp"

namespace halle::membership::store {

Result<std::vector<FirstName>> first_names(sdk::Call& call,
                                           const std::vector<std::string>& numbers) {
  return call.query<FirstName>(
      "SELECT number, first_name FROM membership.member "
      "WHERE org_id = $1 AND number = ANY($2::text[])",
      call.organisation(), numbers);
}

Result<std::vector<std::string>> erased_of(sdk::Call& call,
                                           const std::vector<std::string>& numbers) {
  return call.query<std::string>(
      "SELECT number FROM membership.member WHERE org_id = $1 AND "
      "erased_on IS NOT NULL AND number = ANY($2::text[])",
      call.organisation(), numbers);
}

Result<std::vector<Imported>> import_members(sdk::Call& call, const std::vector<ImportRow>& rows,
                                             bool write) {
  static const std::string upsert = names.in(R"(
      WITH
      -- given: the rows of the sheet.
      given AS (
        SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                             $13::uuid[])
          AS g (id, number, name, first_name, email, telephone, street, post_code, town, joined_on,
                member_until, period)),
      -- wanted: each member as it is to be, beside what is known before.
      wanted AS (
        SELECT coalesce(m.id, g.id) AS id, g.number, g.name,
               g.first_name,
               coalesce(nullif(g.email, ''), m.email, '') AS email,
               coalesce(nullif(g.telephone, ''), m.telephone, '') AS telephone,
               coalesce(nullif(g.street, ''), m.street, '') AS street,
               coalesce(nullif(g.post_code, ''), m.post_code, '') AS post_code,
               coalesce(nullif(g.town, ''), m.town, '') AS town,
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
                 (w.name, w.first_name, w.email, w.telephone, w.street, w.post_code, w.town,
                  w.joined_on) IS NOT DISTINCT FROM
                 ((before).name, (before).first_name, (before).email, (before).telephone,
                  (before).street, (before).post_code, (before).town, (before).joined_on)
            THEN 'unchanged' ELSE 'updated' END AS verdict
          FROM wanted w),
      -- stored: members that are new or change, in the order of their numbers.
      stored AS (
        INSERT INTO membership.member AS t (org_id, id, number, name, first_name, email, telephone,
            street, post_code, town, joined_on, standing)
        SELECT $1, id, number, name, first_name, email, telephone, street, post_code, town,
               joined_on, {active}
          FROM judged WHERE $14::boolean AND verdict <> 'unchanged' ORDER BY number
        ON CONFLICT (org_id, number) DO UPDATE SET name = excluded.name,
            first_name = excluded.first_name, email = excluded.email,
            telephone = excluded.telephone, street = excluded.street,
            post_code = excluded.post_code, town = excluded.town, joined_on = excluded.joined_on
        RETURNING t.id),
      -- begun: the history of new members.
      begun AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, j.id, 1, {active}, $15, 'import', $16 FROM judged j JOIN stored s ON s.id = j.id
         WHERE j.is_new),
      -- running: memberships taken over, a year at most, for nothing.
      running AS (
        INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents,
                                       target_cents, recorded_at, recorded_by)
        SELECT $1, period, id,
               least(member_until, greatest(joined_on, (member_until + 1 - interval '1 year')::date)),
               member_until, '', 0, 0, $15, $16
          FROM judged WHERE $14::boolean AND member_until IS NOT NULL)
      SELECT number, id::text AS id, verdict FROM judged)");
  return call.query<Imported>(
      upsert, call.organisation(),
      sdk::unnest(rows, &ImportRow::id, &ImportRow::number, &ImportRow::name,
                  &ImportRow::first_name, &ImportRow::email, &ImportRow::telephone,
                  &ImportRow::street, &ImportRow::post_code, &ImportRow::town,
                  &ImportRow::joined_on, &ImportRow::member_until, &ImportRow::period),
      write, call.now(), call.principal());
}

}  // namespace halle::membership::store
