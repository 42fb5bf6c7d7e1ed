#include <algorithm>
#include <map>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "core/sheets/messages.hpp"
#include "services/membership/domain/import.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/member_rows.hpp"

namespace halle::membership {
namespace {
/// The rows as one array per column, for unnest.
struct Columns {
  std::vector<std::string> ids, periods, numbers, names, first_names, emails, telephones, streets,
      post_codes, towns, joined, until;
};

Columns columns_of(const std::vector<MemberRow>& rows, Instant now) {
  Columns out;
  for (const auto& row : rows) {
    const auto milliseconds = now.time_since_epoch().count() / 1000;
    out.ids.push_back(make_uuid_v7(milliseconds).text());
    out.periods.push_back(make_uuid_v7(milliseconds).text());
    out.numbers.push_back(row.number);
    out.names.push_back(row.name);
    out.first_names.push_back(row.first_name);
    out.emails.push_back(row.email);
    out.telephones.push_back(row.telephone);
    out.streets.push_back(row.street);
    out.post_codes.push_back(row.post_code);
    out.towns.push_back(row.town);
    out.joined.push_back(row.joined_on);
    out.until.push_back(row.member_until);
  }
  return out;
}

/// First names that the sheet leaves empty, from what is known: one is found by her first name
/// whatever the last sheet said.
Status complete_first_names(sdk::Call& call, std::vector<MemberRow>& rows) {
  std::map<std::string, MemberRow*> nameless;
  std::vector<std::string> numbers;
  for (auto& row : rows) {
    if (!row.first_name.empty()) continue;
    nameless[row.number] = &row;
    numbers.push_back(row.number);
  }
  if (numbers.empty()) return Done{};
  HALLE_TRY(known, call.query("SELECT number, first_name FROM membership.member "
                              "WHERE org_id = $1 AND number = ANY($2::text[])",
                              call.organisation(), numbers));
  for (std::size_t r = 0; r < known.size(); ++r)
    nameless[known[r].text(0)]->first_name = known[r].text(1);
  return Done{};
}

void reject(ParsedMembers& parsed, std::vector<MemberRow>::iterator row, FieldViolation why) {
  parsed.rejects.push_back({row->line, {std::move(why)}});
  parsed.rows.erase(row);
  std::sort(parsed.rejects.begin(), parsed.rejects.end(),
            [](const auto& a, const auto& b) { return a.line < b.line; });
}

/// Takes the caller's own row out if it would begin a membership: nobody takes one over for
/// oneself.
Status refuse_own(sdk::Call& call, ParsedMembers& parsed) {
  const auto row = std::find_if(parsed.rows.begin(), parsed.rows.end(), [&](const MemberRow& one) {
    return is_own(call, one.number) && !one.member_until.empty();
  });
  if (row == parsed.rows.end()) return Done{};
  HALLE_TRY(known, store::periods(call, row->number));
  if (known.empty())
    reject(parsed, row, {"member_until", "membership.not_for_oneself", row->member_until});
  return Done{};
}

/// Takes rows of members out who were erased: nobody comes back by a sheet.
Status refuse_erased(sdk::Call& call, ParsedMembers& parsed) {
  std::vector<std::string> numbers;
  for (const auto& row : parsed.rows) numbers.push_back(row.number);
  HALLE_TRY(rows, call.query("SELECT number FROM membership.member WHERE org_id = $1 AND "
                             "erased_on IS NOT NULL AND number = ANY($2::text[])",
                             call.organisation(), numbers));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row =
        std::find_if(parsed.rows.begin(), parsed.rows.end(),
                     [&](const MemberRow& one) { return one.number == rows[r].view(0); });
    reject(parsed, row, {"number", "membership.erased", row->number});
  }
  return Done{};
}

/// What a sheet leaves empty keeps what is known; the end of a membership is taken of whoever has
/// none here yet. Without `write` only says what would change. One row for each of the sheet's:
/// number, id, 'created', 'updated' or 'unchanged'.
Result<sdk::Rows> upsert(sdk::Call& call, const Columns& columns, bool write) {
  return call.query(R"(
      WITH given AS (
        SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::text[],
                             $15::text[], $16::uuid[])
          AS g (id, number, name, first_name, email, telephone, street, post_code, town, joined_on,
                member_until, period)),
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
      judged AS (
        SELECT w.*, CASE WHEN is_new THEN 'created'
            WHEN member_until IS NULL AND
                 (w.name, w.first_name, w.email, w.telephone, w.street, w.post_code, w.town,
                  w.joined_on) IS NOT DISTINCT FROM
                 ((before).name, (before).first_name, (before).email, (before).telephone,
                  (before).street, (before).post_code, (before).town, (before).joined_on)
            THEN 'unchanged' ELSE 'updated' END AS verdict
          FROM wanted w),
      stored AS (
        INSERT INTO membership.member AS t (org_id, id, number, name, first_name, email, telephone,
            street, post_code, town, joined_on, standing)
        SELECT $1, id, number, name, first_name, email, telephone, street, post_code, town,
               joined_on, 1
          FROM judged WHERE $12::boolean AND verdict <> 'unchanged' ORDER BY number
        ON CONFLICT (org_id, number) DO UPDATE SET name = excluded.name,
            first_name = excluded.first_name, email = excluded.email,
            telephone = excluded.telephone, street = excluded.street,
            post_code = excluded.post_code, town = excluded.town, joined_on = excluded.joined_on
        RETURNING t.id),
      begun AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, j.id, 1, 1, $13, 'import', $14 FROM judged j JOIN stored s ON s.id = j.id
         WHERE j.is_new),
      running AS (
        INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents,
                                       target_cents, recorded_at, recorded_by)
        SELECT $1, period, id,
               least(member_until, greatest(joined_on, (member_until + 1 - interval '1 year')::date)),
               member_until, '', 0, 0, $13, $14
          FROM judged WHERE $12::boolean AND member_until IS NOT NULL)
      SELECT number, id, verdict FROM judged)",
                    call.organisation(), columns.ids, columns.numbers, columns.names,
                    columns.first_names, columns.emails, columns.telephones, columns.streets,
                    columns.post_codes, columns.towns, columns.joined, write, call.now(),
                    call.principal(), columns.until, columns.periods);
}
}  // namespace

Result<v1::ImportMembersReply> Members::import(sdk::Call& call,
                                               const v1::ImportMembersRequest& request) {
  HALLE_TRY(parsed,
            parse_members(sheets::sheet_of(request.sheet()), sheets::renamed_of(request.sheet()),
                          format_instant(call.now()).substr(0, 10)));
  store::lock_register(call);
  HALLE_CHECK(refuse_erased(call, parsed));
  HALLE_CHECK(refuse_own(call, parsed));
  v1::ImportMembersReply reply;
  auto& report = *reply.mutable_report();
  sheets::add_rejects(parsed.rejects, report);
  for (const auto& heading : parsed.ignored) report.add_ignored(heading);
  const bool write =
      !request.sheet().dry_run() && (request.sheet().partial() || parsed.rejects.empty());
  HALLE_CHECK(complete_first_names(call, parsed.rows));
  HALLE_TRY(rows, upsert(call, columns_of(parsed.rows, call.now()), write));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    sheets::count(rows[r].view(2), report);
    if (!write || rows[r].view(2) != "created") continue;
    v1::MemberJoined event;
    event.set_number(rows[r].text(0));
    event.set_member(rows[r].text(1));
    call.emit(event, event.member());
  }
  report.set_applied(write);
  return reply;
}

}  // namespace halle::membership
