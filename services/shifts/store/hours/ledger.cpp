#include "services/shifts/store/hours/ledger.hpp"

#include <set>

#include "halle/shifts/v1/shifts.pb.h"
#include "services/shifts/store/attendance/facts.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts::store {
namespace {
struct LastRow {
  std::string member_number;
  std::string account;
  std::string cause_kind;
  std::string cause;
  int minutes = 0;
  int given = 0;
  std::string rule;
  std::string parameters;
  std::string pack;
  Instant effective_at{};
  int revision = 0;
  std::optional<std::string> person;
  bool counts = true;
};
HALLE_ROW(LastRow, member_number, account, cause_kind, cause, minutes, given, rule, parameters,
          pack, effective_at, revision, person, counts)

/// What the ledger says last of each cause.
Result<std::vector<Last>> last_of(sdk::Call& call, const std::vector<std::string>& members) {
  HALLE_TRY(rows, call.query<LastRow>(R"(
      SELECT DISTINCT ON (e.member_number, e.account, e.cause_kind, e.cause)
             e.member_number, e.account, e.cause_kind, e.cause, e.minutes, e.given, e.rule, e.parameters,
             e.pack, e.effective_at, e.revision, e.person, NOT EXISTS (
               SELECT 1 FROM shifts.entry r
                WHERE r.org_id = $1 AND r.member_number = e.member_number AND r.account = e.account
                  AND r.cause_kind = e.cause_kind AND r.cause = e.cause AND r.revision = e.revision
                  AND r.reversal) AS counts
        FROM shifts.entry e
       WHERE e.org_id = $1 AND e.member_number = ANY($2::text[]) AND NOT e.reversal
       ORDER BY e.member_number, e.account, e.cause_kind, e.cause, e.revision DESC)",
                                      call.organisation(), members));
  std::vector<Last> all;
  for (const auto& row : rows) {
    auto& last = all.emplace_back();
    last.line.member = row.member_number;
    auto& entry = last.line.entry;
    entry.account = row.account;
    entry.kind = row.cause_kind;
    entry.cause = row.cause;
    entry.minutes = row.minutes;
    entry.given = row.given;
    entry.rule = row.rule;
    entry.parameters = row.parameters;
    entry.pack = row.pack;
    entry.person = row.person.value_or("");
    last.line.effective = row.effective_at;
    last.revision = row.revision;
    last.counts = row.counts;
  }
  return all;
}

/// A row as the table has it.
struct EntryRow {
  Uuid id;
  std::string member;
  std::string account;
  int minutes = 0;
  int given = 0;
  std::string pack;
  std::string rule;
  std::string parameters;
  std::string kind;
  std::string cause;
  int revision = 0;
  bool reversal = false;
  std::string effective;
  std::string person;  // empty: NULL
};

/// Queues: the ledger has these rows too.
void append(sdk::Call& call, const std::vector<Row>& rows) {
  if (rows.empty()) return;
  std::vector<EntryRow> all;
  for (const auto& row : rows) {
    const auto& entry = row.line.entry;
    all.push_back({id_of(call.organisation(), row), row.line.member, entry.account, entry.minutes,
                   entry.given, entry.pack, entry.rule, entry.parameters, entry.kind, entry.cause,
                   row.revision, row.reversal, format_instant(row.line.effective), entry.person});
  }
  call.queue(
      R"(
      INSERT INTO shifts.entry (org_id, id, member_number, account, minutes, given, pack, pack_version,
          rule, parameters, cause_kind, cause, revision, reversal, effective_at, recorded_at, recorded_by, person)
      SELECT $1, g.id, g.member, g.account, g.minutes, g.given, g.pack, $2, g.rule, g.parameters, g.kind,
             g.cause, g.revision, g.reversal = 1, g.effective, $3, $4, nullif(g.person, '')
        FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int[], $9::int[], $10::text[], $11::text[],
                    $12::text[], $13::text[], $14::text[], $15::int[], $16::smallint[], $17::timestamptz[],
                    $18::text[])
          AS g (id, member, account, minutes, given, pack, rule, parameters, kind, cause, revision,
                reversal, effective, person))",
      call.organisation(), pack_version, call.now(), call.principal(),
      sdk::unnest(all, &EntryRow::id, &EntryRow::member, &EntryRow::account, &EntryRow::minutes,
                  &EntryRow::given, &EntryRow::pack, &EntryRow::rule, &EntryRow::parameters,
                  &EntryRow::kind, &EntryRow::cause, &EntryRow::revision, &EntryRow::reversal,
                  &EntryRow::effective, &EntryRow::person));
}

struct DayRow {
  Day day{};
  Instant begins{};
};
HALLE_ROW(DayRow, day, begins)

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
  HALLE_TRY(rows, call.query<DayRow>("SELECT d AS day, d::timestamp AT TIME ZONE $2 AS begins "
                                     "FROM unnest($1::date[]) d",
                                     days, zone));
  for (const auto& row : rows) instants[row.day] = row.begins;
  return instants;
}

struct DutyRow {
  std::string number;
  Uuid member_id;
  v1::DutyState duty = v1::DUTY_STATE_UNSPECIFIED;
};
HALLE_ROW(DutyRow, number, member_id, duty)

Status say_duties(sdk::Call& call, const std::map<std::string, Outcome>& outcomes) {
  std::vector<std::string> numbers;
  std::vector<std::int64_t> duties;
  for (const auto& [member, outcome] : outcomes) {
    numbers.push_back(member);
    duties.push_back(static_cast<std::int64_t>(outcome.duty));
  }
  HALLE_TRY(changed, call.query<DutyRow>(R"(
      UPDATE shifts.member m SET duty = g.duty
        FROM unnest($2::text[], $3::smallint[]) AS g (number, duty)
       WHERE m.org_id = $1 AND m.number = g.number AND m.duty <> g.duty
      RETURNING m.number, m.member_id, m.duty)",
                                         call.organisation(), numbers, duties));
  for (const auto& row : changed) {
    v1::DutyStateChanged event;
    event.set_number(row.number);
    event.set_member(row.member_id.text());
    event.set_state(row.duty);
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
  // A member of a household stands as the household does.
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
      call.organisation(), members, now);
  HALLE_CHECK(say_duties(call, outcomes));
  return static_cast<int>(rows.size());
}

Result<std::vector<StatedEntry>> entries_before(sdk::Call& call, const std::string& member,
                                                Instant before, const std::string& words_of) {
  // What a member wrote of work is not in the ledger but beside it.
  return call.query<StatedEntry>(R"(
    SELECT * FROM (
      SELECT e.id, e.minutes, e.pack, e.pack_version, e.rule, e.parameters,
             CASE WHEN e.reversal THEN 'reversal' ELSE e.cause_kind END AS cause_kind,
             CASE WHEN e.reversal THEN (
               SELECT o.id::text FROM shifts.entry o
                WHERE o.org_id = $1 AND o.member_number = $2 AND o.cause_kind = e.cause_kind
                  AND o.cause = e.cause AND o.revision = e.revision AND o.account = e.account
                  AND NOT o.reversal)
             ELSE e.cause END AS cause,
             e.effective_at, e.recorded_at,
             sum(e.minutes) OVER (PARTITION BY e.account ORDER BY e.effective_at, e.id) AS balance,
             coalesce(w.what, '') AS what, e.account, e.given, e.person
        FROM shifts.entry e
        LEFT JOIN shifts.work w ON w.org_id = $1
         AND w.id = CASE WHEN e.cause_kind = 'work' THEN left(e.cause, 36)::uuid END
         AND w.id::text = e.cause
         AND ($4 = '' OR w.member_number = $4)
       WHERE e.org_id = $1 AND e.member_number = $2 AND e.effective_at < $3) all_entries
     ORDER BY effective_at, id)",
                                 call.organisation(), member, before, words_of);
}

Result<int> balance_of(sdk::Call& call, const std::string& member) {
  return call.get<int>(
      "SELECT coalesce(sum(minutes), 0) FROM shifts.entry WHERE org_id = $1 "
      "AND member_number = $2 AND account = 'time'",
      call.organisation(), member);
}

}  // namespace halle::shifts::store
