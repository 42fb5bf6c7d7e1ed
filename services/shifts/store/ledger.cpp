#include "services/shifts/store/ledger.hpp"

#include <set>

#include "halle/shifts/v1/shifts.pb.h"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts::store {
namespace {
/// What the ledger says last of each cause.
Result<std::vector<Last>> last_of(sdk::Call& call, const std::vector<std::string>& members) {
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT ON (e.member_number, e.account, e.cause_kind, e.cause)
             e.member_number, e.account, e.cause_kind, e.cause, e.minutes, e.given, e.rule, e.parameters,
             e.pack, e.effective_at, e.revision, e.person, NOT EXISTS (
               SELECT 1 FROM shifts.entry r
                WHERE r.org_id = $1 AND r.member_number = e.member_number AND r.account = e.account
                  AND r.cause_kind = e.cause_kind AND r.cause = e.cause AND r.revision = e.revision
                  AND r.reversal)
        FROM shifts.entry e
       WHERE e.org_id = $1 AND e.member_number = ANY($2::text[]) AND NOT e.reversal
       ORDER BY e.member_number, e.account, e.cause_kind, e.cause, e.revision DESC)",
                             call.organisation(), members));
  std::vector<Last> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& last = all.emplace_back();
    last.line.member = row.text(0);
    last.line.entry = {row.text(1),
                       row.text(2),
                       row.text(3),
                       static_cast<int>(row.number(4)),
                       static_cast<int>(row.number(5)),
                       row.text(6),
                       row.text(7),
                       row.text(8),
                       {},
                       {},
                       row.text(11)};
    last.line.effective = row.instant(9);
    last.revision = static_cast<int>(row.number(10));
    last.counts = row.truth(12);
  }
  return all;
}

void append(sdk::Call& call, const std::vector<Row>& rows) {
  if (rows.empty()) return;
  std::vector<std::string> ids, numbers, accounts, packs, rules, parameters, kinds, causes,
      instants, persons;
  std::vector<std::int64_t> minutes, given, revisions, reversals;
  for (const auto& row : rows) {
    const auto& entry = row.line.entry;
    ids.push_back(id_of(call.organisation(), row).text());
    numbers.push_back(row.line.member);
    accounts.push_back(entry.account);
    minutes.push_back(entry.minutes);
    given.push_back(entry.given);
    packs.push_back(entry.pack);
    rules.push_back(entry.rule);
    parameters.push_back(entry.parameters);
    kinds.push_back(entry.kind);
    causes.push_back(entry.cause);
    revisions.push_back(row.revision);
    reversals.push_back(row.reversal ? 1 : 0);
    instants.push_back(format_instant(row.line.effective));
    persons.push_back(entry.person);
  }
  call.queue(R"(
      INSERT INTO shifts.entry (org_id, id, member_number, account, minutes, given, pack, pack_version,
          rule, parameters, cause_kind, cause, revision, reversal, effective_at, recorded_at, recorded_by, person)
      SELECT $1, g.id, g.member, g.account, g.minutes, g.given, g.pack, $2, g.rule, g.parameters, g.kind,
             g.cause, g.revision, g.reversal = 1, g.effective, $3, $4, nullif(g.person, '')
        FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int[], $9::int[], $10::text[], $11::text[],
                    $12::text[], $13::text[], $14::text[], $15::int[], $16::smallint[], $17::timestamptz[],
                    $18::text[])
          AS g (id, member, account, minutes, given, pack, rule, parameters, kind, cause, revision,
                reversal, effective, person))",
             call.organisation(), pack_version, call.now(), call.principal(), ids, numbers,
             accounts, minutes, given, packs, rules, parameters, kinds, causes, revisions,
             reversals, instants, persons);
}

/// The first instants of the days that lines count from.
Result<std::map<Day, Instant>> first_instants(sdk::Call& call,
                                              const std::map<std::string, Outcome>& outcomes,
                                              const std::string& zone) {
  std::set<Day> wanted;
  for (const auto& [member, outcome] : outcomes)
    for (const auto& entry : outcome.entries)
      if (!entry.at) wanted.insert(entry.day);
  std::vector<std::string> days;
  for (const Day day : wanted) days.push_back(day_text(day));
  std::map<Day, Instant> instants;
  if (days.empty()) return instants;
  HALLE_TRY(rows, call.query("SELECT d, d::timestamp AT TIME ZONE $2 FROM unnest($1::date[]) d",
                             days, zone));
  for (std::size_t r = 0; r < rows.size(); ++r)
    instants[read_day(rows[r].view(0)).value_or(Day{})] = rows[r].instant(1);
  return instants;
}

Status say_duties(sdk::Call& call, const std::map<std::string, Outcome>& outcomes) {
  std::vector<std::string> numbers;
  std::vector<std::int64_t> duties;
  for (const auto& [member, outcome] : outcomes) {
    numbers.push_back(member);
    duties.push_back(static_cast<std::int64_t>(outcome.duty));
  }
  HALLE_TRY(changed, call.query(R"(
      UPDATE shifts.member m SET duty = g.duty
        FROM unnest($2::text[], $3::smallint[]) AS g (number, duty)
       WHERE m.org_id = $1 AND m.number = g.number AND m.duty <> g.duty
      RETURNING m.number, m.member_id, m.duty)",
                                call.organisation(), numbers, duties));
  for (std::size_t r = 0; r < changed.size(); ++r) {
    v1::DutyStateChanged event;
    event.set_number(changed[r].text(0));
    event.set_member(changed[r].text(1));
    event.set_state(static_cast<v1::DutyState>(changed[r].number(2)));
    call.emit(event, event.member());
  }
  return Done{};
}
}  // namespace

Result<int> settle(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone) {
  if (of.empty()) return 0;
  HALLE_TRY(now, today(call));
  HALLE_TRY(known_rules, rules(call));
  HALLE_TRY(known, facts_of(call, of, zone, call.now() + std::chrono::microseconds(1)));
  std::vector<std::string> members;
  std::map<std::string, Outcome> outcomes;
  for (const auto& [member, facts] : known.under(known_rules)) {
    members.push_back(member);
    outcomes[member] = run(facts, known_rules, now);
  }
  // As one of a household she stands as it does.
  for (const auto& member : members)
    outcomes[member].duty = outcomes[account_on(member, known.belongings, known_rules, now)].duty;
  HALLE_TRY(instants, first_instants(call, outcomes, zone));
  std::vector<Line> wanted;
  for (auto& [member, outcome] : outcomes)
    for (auto& entry : outcome.entries)
      wanted.push_back({member, entry, entry.at ? *entry.at : instants[entry.day]});
  HALLE_TRY(last, last_of(call, members));
  const auto rows = amend(last, wanted);
  append(call, rows);
  call.queue(
      "UPDATE shifts.member SET stale = false, settled = $3 WHERE org_id = $1 AND number = "
      "ANY($2::text[])",
      call.organisation(), members, day_text(now));
  HALLE_CHECK(say_duties(call, outcomes));
  return static_cast<int>(rows.size());
}

}  // namespace halle::shifts::store
