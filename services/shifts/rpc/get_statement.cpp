#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/rpc/forecast.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/rpc/statement.hpp"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::days entries_shown{761};

/// Sum of all entries effective before $3 and the entries of the last 24 months of them. What a
/// member wrote of her work is not in the ledger but beside it; $4: of whom it may be read, empty
/// for all.
constexpr const char* select_entries = R"(
    SELECT * FROM (
      SELECT e.id, e.minutes, e.pack, e.pack_version, e.rule, e.parameters,
             CASE WHEN e.reversal THEN 'reversal' ELSE e.cause_kind END,
             CASE WHEN e.reversal THEN (
               SELECT o.id::text FROM shifts.entry o
                WHERE o.org_id = $1 AND o.member_number = $2 AND o.cause_kind = e.cause_kind
                  AND o.cause = e.cause AND o.revision = e.revision AND o.account = e.account
                  AND NOT o.reversal)
             ELSE e.cause END,
             e.effective_at, e.recorded_at,
             sum(e.minutes) OVER (PARTITION BY e.account ORDER BY e.effective_at, e.id),
             coalesce(w.what, ''), e.account, e.given, e.person
        FROM shifts.entry e
        LEFT JOIN shifts.work w ON w.org_id = $1
         AND w.id = CASE WHEN e.cause_kind = 'work' THEN left(e.cause, 36)::uuid END
         AND w.id::text = e.cause
         AND ($4 = '' OR w.member_number = $4)
       WHERE e.org_id = $1 AND e.member_number = $2 AND e.effective_at < $3) all_entries
     ORDER BY effective_at, id)";

void add_entries(const sdk::Rows& rows, Instant since, v1::Statement& reply) {
  std::map<std::string, int> others;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const int balance = static_cast<int>(row.number(10));
    if (row.view(12) == account::time)
      reply.set_balance_minutes(balance);
    else
      others[row.text(12)] = balance;
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
    entry.set_balance_minutes(balance);
    entry.set_account(row.text(12));
    entry.set_given_minutes(static_cast<int>(row.number(13)));
    entry.set_person(row.text(14));
  }
  for (const auto& [name, minutes] : others) {
    auto& other = *reply.add_accounts();
    other.set_account(name);
    other.set_minutes(minutes);
  }
}

/// What a member had booked at `at` and began later, as if she came.
Result<std::vector<Service>> add_booked(sdk::Call& call, const std::string& zone, Instant at,
                                        const std::string& member, bool shown,
                                        v1::Statement& reply) {
  // Her bookings first: a plan that begins with all shifts to come looks at each of them.
  HALLE_TRY(rows, call.query(R"(
      WITH hers AS MATERIALIZED (
        SELECT template_id, day, fixed FROM shifts.booking
         WHERE org_id = $1 AND member_number = $2 AND taken_at <= $4
           AND (freed_at IS NULL OR freed_at > $4))
      SELECT o.template_id, o.day, o.title, o.place,
             to_char(o.starts_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI'),
             to_char(o.ends_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI'),
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, b.fixed, o.starts_at, o.worth
        FROM hers b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE o.starts_at > $4
       ORDER BY o.starts_at, o.template_id)",
                             call.organisation(), member, zone, at));
  std::vector<Service> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& one = all.emplace_back();
    one.cause = row.text(0) + "/" + row.text(1);
    one.day = read_day(row.view(4).substr(0, 10)).value_or(Day{});
    one.at = row.instant(8);
    one.minutes = static_cast<int>(row.number(6));
    one.worth = static_cast<int>(row.number(9));
    one.own = row.truth(7);
    if (!shown) continue;
    auto& booked = *reply.add_booked();
    booked.mutable_key()->set_template_(row.text(0));
    booked.mutable_key()->set_day(row.text(1));
    booked.set_title(row.text(2));
    booked.set_place(row.text(3));
    booked.set_local_start(row.text(4));
    booked.set_local_end(row.text(5));
    booked.set_minutes(one.minutes * one.worth / 100);
    booked.set_fixed(row.truth(7));
  }
  return all;
}

/// Those whose hours are on one account that day, `account` first.
std::vector<std::string> household_of(const std::string& account, const store::Facts& facts,
                                      const std::vector<Rule>& rules, Day day) {
  std::vector<std::string> all;
  for (const auto& [member, hers] : facts.own)
    if (member != account && account_on(member, facts.belongings, rules, day) == account)
      all.push_back(member);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  });
  all.insert(all.begin(), account);
  return all;
}

/// The day since which she is in the membership that she is in on `day`.
std::optional<Day> in_it_since(const std::string& member, const store::Facts& facts, Day day) {
  for (const auto& one : facts.belongings)
    if (one.member == member && within({one.days}, day)) return one.days.from;
  return std::nullopt;
}

/// The later of an instant and the beginning of a day, if there is one.
Result<Instant> shown_since(sdk::Call& call, const std::string& zone, Instant since,
                            std::optional<Day> day) {
  if (!day) return since;
  HALLE_TRY(rows, call.query("SELECT $1::date::timestamp AT TIME ZONE $2", day_text(*day), zone));
  return std::max(since, rows[0].instant(0));
}

/// What services and work of the period brought.
int brought(const Outcome& outcome) {
  int sum = 0;
  for (const auto& entry : outcome.entries)
    if (entry.account == account::time && entry.day >= outcome.period.from &&
        entry.day <= outcome.period.until && (entry.kind == "shift" || entry.kind == "work"))
      sum += std::max(0, entry.minutes);
  return sum;
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
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(known, call.query("SELECT duty FROM shifts.member WHERE org_id = $1 AND number = $2",
                              call.organisation(), request.member()));
  if (known.empty()) return store::unknown_member(request.member());
  const Day day = asked.value_or(now);
  if (day > now) return bad_field("as_of", "shifts.day_ahead", request.as_of());
  // Today is as of now: what comes later today is still booked.
  HALLE_TRY(times,
            call.query("SELECT ($1::date + 1)::timestamp AT TIME ZONE $2", day_text(day), zone));
  const Instant at = day == now ? call.now() : times[0].instant(0);
  v1::Statement reply;
  reply.set_member(request.member());
  reply.set_day(day_text(day));
  // An entry counts from its instant on, the debit of a period from the first of the next one.
  const Instant before = day == now ? at + std::chrono::microseconds(1) : at;
  HALLE_TRY(rules, store::rules(call));
  HALLE_TRY(facts, store::facts_of(call, {request.member()}, zone, before));
  const auto account = account_on(request.member(), facts.belongings, rules, day);
  const auto household = household_of(account, facts, rules, day);
  if (household.size() > 1) reply.mutable_household()->Add(household.begin(), household.end());
  const bool reads_all = call.allowed("shifts.hours.read");
  HALLE_TRY(rows, call.query(select_entries, call.organisation(), account, before,
                             reads_all ? std::string() : request.member()));
  HALLE_TRY(since, shown_since(call, zone, at - entries_shown,
                               account == request.member() || reads_all
                                   ? std::nullopt
                                   : in_it_since(request.member(), facts, day)));
  add_entries(rows, since, reply);
  if (account != request.member()) {
    HALLE_TRY(own,
              call.query("SELECT coalesce(sum(minutes), 0) FROM shifts.entry WHERE org_id = $1 "
                         "AND member_number = $2 AND account = 'time'",
                         call.organisation(), request.member()));
    reply.set_waiting_minutes(static_cast<int>(own[0].number(0)));
  }
  const auto outcome = run(facts.under(rules)[account], rules, day);
  reply.set_period_from(day_text(outcome.period.from));
  reply.set_period_until(day_text(outcome.period.until));
  reply.set_owed_minutes(outcome.period.owed);
  reply.set_done_minutes(brought(outcome));
  // As it was last said; on a past day as it follows from what is known today.
  reply.set_state(
      static_cast<v1::DutyState>(day == now ? known[0].number(0) : static_cast<int>(outcome.duty)));
  for (const auto& member : household) {
    const bool shown = day == now && member == request.member();
    HALLE_TRY(booked, add_booked(call, zone, at, member, shown, reply));
    auto& services = facts.own[member].services;
    services.insert(services.end(), booked.begin(), booked.end());
  }
  const auto with_booked = facts.under(rules)[account];
  const auto then = run(with_booked, rules, day);
  reply.set_booked_minutes(brought(then) - reply.done_minutes());
  reply.set_missing_minutes(
      std::max(0, reply.owed_minutes() - reply.balance_minutes() - reply.booked_minutes()));
  if (day == now)
    HALLE_CHECK(add_forecast(call, zone, now, with_booked, facts.own[request.member()], rules,
                             with_mending, reply));
  return reply;
}

}  // namespace halle::shifts
