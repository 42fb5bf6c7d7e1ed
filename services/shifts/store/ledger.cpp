#include "services/shifts/store/ledger.hpp"

#include <set>

#include "halle/shifts/v1/shifts.pb.h"
#include "services/shifts/domain/monthly_hours.hpp"

namespace halle::shifts::store {

Result<std::vector<Last>> last_of(sdk::Call& call, const std::vector<std::string>& members,
                                  const std::vector<std::string>& kinds,
                                  const std::optional<std::string>& cause) {
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT ON (e.member_number, e.cause_kind, e.cause)
             e.member_number, e.cause_kind, e.cause, e.minutes, e.rule, e.parameters, e.effective_at,
             e.revision, NOT EXISTS (
               SELECT 1 FROM shifts.entry r
                WHERE r.org_id = $1 AND r.member_number = e.member_number
                  AND r.cause_kind = e.cause_kind AND r.cause = e.cause AND r.revision = e.revision
                  AND r.reversal)
        FROM shifts.entry e
       WHERE e.org_id = $1 AND e.member_number = ANY($2::text[]) AND e.cause_kind = ANY($3::text[])
         AND ($4::text IS NULL OR e.cause = $4) AND NOT e.reversal
       ORDER BY e.member_number, e.cause_kind, e.cause, e.revision DESC)",
                             call.organisation(), members, kinds, cause));
  std::vector<Last> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& last = all.emplace_back();
    last.line = {row.text(0), row.text(1), row.text(2),   static_cast<int>(row.number(3)),
                 row.text(4), row.text(5), row.instant(6)};
    last.revision = static_cast<int>(row.number(7));
    last.counts = row.truth(8);
  }
  return all;
}

Status append(sdk::Call& call, const std::vector<Row>& rows) {
  if (rows.empty()) return Done{};
  std::vector<std::string> ids, numbers, rules, parameters, kinds, causes, instants;
  std::vector<std::int64_t> minutes, revisions, reversals;
  std::set<std::string> members;
  for (const auto& row : rows) {
    ids.push_back(id_of(call.organisation(), row).text());
    numbers.push_back(row.line.member);
    minutes.push_back(row.line.minutes);
    rules.push_back(row.line.rule);
    parameters.push_back(row.line.parameters);
    kinds.push_back(row.line.kind);
    causes.push_back(row.line.cause);
    revisions.push_back(row.revision);
    reversals.push_back(row.reversal ? 1 : 0);
    instants.push_back(format_instant(row.line.effective));
    members.insert(row.line.member);
  }
  call.queue(R"(
      INSERT INTO shifts.entry (org_id, id, member_number, minutes, pack, pack_version, rule,
          parameters, cause_kind, cause, revision, reversal, effective_at, recorded_at, recorded_by)
      SELECT $1, g.id, g.member, g.minutes, $2, $3, g.rule, g.parameters, g.kind, g.cause, g.revision,
             g.reversal = 1, g.effective, $4, $5
        FROM unnest($6::uuid[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[],
                    $13::int[], $14::smallint[], $15::timestamptz[])
          AS g (id, member, minutes, rule, parameters, kind, cause, revision, reversal, effective))",
             call.organisation(), monthly_hours_pack, monthly_hours_version, call.now(),
             call.principal(), ids, numbers, minutes, rules, parameters, kinds, causes, revisions,
             reversals, instants);
  HALLE_TRY(changed, call.query(R"(
      UPDATE shifts.member m SET duty = d.duty FROM (
        SELECT e.member_number, CASE WHEN sum(e.minutes) < 0 THEN 2 ELSE 1 END AS duty
          FROM shifts.entry e
         WHERE e.org_id = $1 AND e.member_number = ANY($2::text[]) GROUP BY e.member_number) d
       WHERE m.org_id = $1 AND m.number = d.member_number AND m.duty <> d.duty
      RETURNING m.number, m.member_id, m.duty)",
                                call.organisation(),
                                std::vector<std::string>(members.begin(), members.end())));
  for (std::size_t r = 0; r < changed.size(); ++r) {
    v1::DutyStateChanged event;
    event.set_number(changed[r].text(0));
    event.set_member(changed[r].text(1));
    event.set_state(static_cast<v1::DutyState>(changed[r].number(2)));
    call.emit(event, event.member());
  }
  return Done{};
}

void note_change(sdk::Call& call, const std::vector<std::string>& members, Instant effective,
                 const std::string& zone) {
  call.queue(R"(
      UPDATE shifts.member SET stale = true
       WHERE org_id = $1 AND number = ANY($2::text[]) AND NOT stale
         AND ($3::timestamptz AT TIME ZONE $5) < date_trunc('month', $4::timestamptz AT TIME ZONE $5))",
             call.organisation(), members, effective, call.now(), zone);
}

}  // namespace halle::shifts::store
