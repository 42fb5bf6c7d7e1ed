#include <algorithm>

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/rpc/forecast.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/rpc/statement.hpp"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
/// Sum of all entries effective before $3 and the entries of the last 24 months of them. What a
/// member wrote of her work is not in the ledger but beside it.
constexpr const char* select_entries = R"(
    SELECT * FROM (
      SELECT e.id, e.minutes, e.pack, e.pack_version, e.rule, e.parameters,
             CASE WHEN e.reversal THEN 'reversal' ELSE e.cause_kind END,
             CASE WHEN e.reversal THEN (
               SELECT o.id::text FROM shifts.entry o
                WHERE o.org_id = $1 AND o.member_number = $2 AND o.cause_kind = e.cause_kind
                  AND o.cause = e.cause AND o.revision = e.revision AND NOT o.reversal)
             ELSE e.cause END,
             e.effective_at, e.recorded_at, sum(e.minutes) OVER (ORDER BY e.effective_at, e.id),
             coalesce(w.what, '')
        FROM shifts.entry e
        LEFT JOIN shifts.work w ON w.org_id = $1 AND e.cause_kind = 'work' AND w.id::text = e.cause
       WHERE e.org_id = $1 AND e.member_number = $2 AND e.effective_at < $3) all_entries
     ORDER BY effective_at, id)";

void add_entries(const sdk::Rows& rows, Instant since, v1::Statement& reply) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    reply.set_balance_minutes(static_cast<int>(row.number(10)));
    if (row.instant(8) < since) continue;
    auto& entry = *reply.add_entries();
    entry.set_id(row.text(0));
    entry.set_minutes(static_cast<int>(row.number(1)));
    entry.set_pack(row.text(2));
    entry.set_pack_version(static_cast<int>(row.number(3)));
    entry.set_rule(row.text(4));
    const auto add = [&](const std::string& name, const std::string& value) {
      auto& parameter = *entry.add_parameters();
      parameter.set_name(name);
      parameter.set_value(value);
    };
    for (const auto& line : split(row.text(5), '\n'))
      if (const auto at = line.find('='); at != std::string::npos)
        add(line.substr(0, at), line.substr(at + 1));
    if (!row.view(11).empty()) add("what", row.text(11));
    entry.set_cause_kind(row.text(6));
    entry.set_cause(row.text(7));
    sdk::set_timestamp(*entry.mutable_at(), row.instant(8));
    sdk::set_timestamp(*entry.mutable_recorded_at(), row.instant(9));
    entry.set_balance_minutes(static_cast<int>(row.number(10)));
  }
}

/// Seats to come.
struct Booked {
  std::vector<Stay> stays;
  std::map<Month, int> minutes;
};

/// What was booked at `at` and began later; of the rest of the month the minutes.
Result<Booked> add_booked(sdk::Call& call, const std::string& zone, Instant at, Instant month_end,
                          bool of_now, v1::Statement& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.template_id, o.day, o.title, o.place,
             to_char(o.starts_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI'),
             to_char(o.ends_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI'),
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, b.fixed, o.starts_at, o.ends_at
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.taken_at <= $4
         AND (b.freed_at IS NULL OR b.freed_at > $4) AND o.starts_at > $4
       ORDER BY o.starts_at, o.template_id)",
                             call.organisation(), reply.member(), zone, at));
  Booked all;
  int minutes = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    all.stays.push_back({"", row.instant(8), row.instant(9)});
    all.minutes[read_month(row.view(4).substr(0, 7)).value_or(Month{})] +=
        static_cast<int>(row.number(6));
    if (row.instant(8) < month_end) minutes += static_cast<int>(row.number(6));
    if (!of_now) continue;
    auto& booked = *reply.add_booked();
    booked.mutable_key()->set_template_(row.text(0));
    booked.mutable_key()->set_day(row.text(1));
    booked.set_title(row.text(2));
    booked.set_place(row.text(3));
    booked.set_local_start(row.text(4));
    booked.set_local_end(row.text(5));
    booked.set_minutes(static_cast<int>(row.number(6)));
    booked.set_fixed(row.truth(7));
  }
  reply.set_booked_minutes(minutes);
  return all;
}
}  // namespace

Result<v1::Statement> Hours::get_statement(sdk::Call& call,
                                           const v1::GetStatementRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.hours.read"));
  return statement_of(call, request, true);
}

Result<v1::Statement> statement_of(sdk::Call& call, const v1::GetStatementRequest& request,
                                   bool with_mending) {
  const auto asked = read_day(request.as_of());
  if (!request.as_of().empty() && !asked)
    return bad_field("as_of", "shifts.bad_day", request.as_of());
  HALLE_TRY(zone, store::zone_of(call));
  HALLE_TRY(now, store::today(call, zone));
  HALLE_TRY(known, call.query("SELECT 1 FROM shifts.member WHERE org_id = $1 AND number = $2",
                              call.organisation(), request.member()));
  if (known.empty()) return store::unknown_member(request.member());
  const Day day = asked.value_or(now);
  if (day > now) return bad_field("as_of", "shifts.day_ahead", request.as_of());
  const Month month = month_of(day);
  HALLE_TRY(
      times,
      call.query(
          "SELECT ($1::date + 1)::timestamp AT TIME ZONE $4, $2::date::timestamp AT TIME ZONE $4, "
          "($3::date + 1)::timestamp AT TIME ZONE $4",
          day_text(day), day_text(first_day(month)), day_text(last_day(month)), zone));
  // Today is as of now: what comes later today is still booked.
  const Instant at = day == now ? call.now() : times[0].instant(0);
  const Instant month_end = times[0].instant(2);
  v1::Statement reply;
  reply.set_member(request.member());
  reply.set_day(day_text(day));
  // An entry counts from its instant on, the debit of a month from the first of the next one.
  const Instant before = day == now ? at + std::chrono::microseconds(1) : at;
  HALLE_TRY(rows, call.query(select_entries, call.organisation(), request.member(), before));
  add_entries(rows, times[0].instant(1) - std::chrono::days(730), reply);
  HALLE_TRY(rules, store::rules(call));
  HALLE_TRY(facts, store::facts_of(call, {request.member()}, zone, before));
  const auto& hers = facts[request.member()];
  reply.set_owed_minutes(due_in(hers, rules, month).minutes);
  if (const auto given = hers.given.find(month); given != hers.given.end())
    reply.set_done_minutes(given->second);
  HALLE_TRY(booked, add_booked(call, zone, at, month_end, day == now, reply));
  reply.set_state(reply.balance_minutes() < 0 ? v1::DUTY_STATE_LATE : v1::DUTY_STATE_ON_TRACK);
  reply.set_missing_minutes(
      std::max(0, reply.owed_minutes() - reply.balance_minutes() - reply.booked_minutes()));
  if (day == now)
    HALLE_CHECK(add_forecast(call, zone, now, hers, rules, booked.stays, booked.minutes,
                             with_mending, reply));
  return reply;
}

}  // namespace halle::shifts
