#include <algorithm>
#include <map>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/rpc/hours/forecast.hpp"
#include "services/shifts/rpc/hours/statement.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/attendance/facts.hpp"
#include "services/shifts/store/hours/ledger.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::days entries_shown{761};

/// Balances by all entries, and of the entries those that count since `since`.
void add_entries(const std::vector<store::StatedEntry>& entries, Instant since,
                 v1::Statement& reply) {
  std::map<std::string, int> others;
  for (const auto& one : entries) {
    if (one.account == account::time)
      reply.set_balance_minutes(one.balance);
    else
      others[one.account] = one.balance;
    if (one.effective_at < since) continue;
    auto& entry = *reply.add_entries();
    entry.set_id(one.id.text());
    entry.set_minutes(one.minutes);
    entry.set_pack(one.pack);
    entry.set_pack_version(one.pack_version);
    entry.set_rule(one.rule);
    const auto add = [&](const std::string& name, const std::string& value) {
      auto& parameter = *entry.add_parameters();
      parameter.set_name(name);
      parameter.set_value(value);
    };
    for (const auto& line : split(one.parameters, '\n'))
      if (const auto at = line.find('='); at != std::string::npos)
        add(line.substr(0, at), line.substr(at + 1));
    if (!one.what.empty()) add("what", one.what);
    entry.set_cause_kind(one.cause_kind);
    entry.set_cause(one.cause.value_or(""));
    sdk::set_timestamp(*entry.mutable_at(), one.effective_at);
    sdk::set_timestamp(*entry.mutable_recorded_at(), one.recorded_at);
    entry.set_balance_minutes(one.balance);
    entry.set_account(one.account);
    entry.set_given_minutes(one.given);
    entry.set_person(one.person.value_or(""));
  }
  for (const auto& [name, minutes] : others) {
    auto& other = *reply.add_accounts();
    other.set_account(name);
    other.set_minutes(minutes);
  }
}

/// What a member had booked at `at` and began later, as if the member came.
Result<std::vector<Service>> add_booked(sdk::Call& call, const std::string& zone, Instant at,
                                        const std::string& member, bool shown,
                                        v1::Statement& reply) {
  HALLE_TRY(seats, store::booked_at(call, zone, at, member));
  std::vector<Service> all;
  for (const auto& seat : seats) {
    auto& one = all.emplace_back();
    one.cause = seat.template_id.text() + "/" + seat.day;
    one.day = read_day(seat.local_start.substr(0, 10)).value_or(Day{});
    one.at = seat.starts_at;
    one.minutes = seat.minutes;
    one.worth = seat.worth;
    one.own = seat.fixed;
    if (!shown) continue;
    auto& booked = *reply.add_booked();
    booked.mutable_key()->set_template_(seat.template_id.text());
    booked.mutable_key()->set_day(seat.day);
    booked.set_title(seat.title);
    booked.set_place(seat.place);
    booked.set_local_start(seat.local_start);
    booked.set_local_end(seat.local_end);
    booked.set_minutes(seat.minutes * seat.worth / 100);
    booked.set_fixed(seat.fixed);
  }
  return all;
}

/// Those whose hours are on one account that day, `account` first.
std::vector<std::string> household_of(const std::string& account, const store::Facts& facts,
                                      const std::vector<Rule>& rules, Day day) {
  std::vector<std::string> all;
  for (const auto& [member, own] : facts.own)
    if (member != account && account_on(member, facts.belongings, rules, day) == account)
      all.push_back(member);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  });
  all.insert(all.begin(), account);
  return all;
}

/// The day since which the member is in the membership that the member is in on `day`.
std::optional<Day> in_it_since(const std::string& member, const store::Facts& facts, Day day) {
  for (const auto& one : facts.belongings)
    if (one.member == member && within({one.days}, day)) return one.days.from;
  return std::nullopt;
}

/// The later of an instant and the beginning of a day, if there is one.
Result<Instant> shown_since(sdk::Call& call, const std::string& zone, Instant since,
                            std::optional<Day> day) {
  if (!day) return since;
  HALLE_TRY(begins, store::first_instant(call, zone, *day));
  return std::max(since, begins);
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
  HALLE_TRY(duty, store::duty_of(call, request.member()));
  if (!duty) return store::unknown_member(request.member());
  const Day day = asked.value_or(now);
  if (day > now) return bad_field("as_of", "shifts.day_ahead", request.as_of());
  // Today is as of now: what comes later today is still booked.
  HALLE_TRY(end, store::first_instant(call, zone, day + std::chrono::days(1)));
  const Instant at = day == now ? call.now() : end;
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
  HALLE_TRY(entries, store::entries_before(call, account, before,
                                           reads_all ? std::string() : request.member()));
  HALLE_TRY(since, shown_since(call, zone, at - entries_shown,
                               account == request.member() || reads_all
                                   ? std::nullopt
                                   : in_it_since(request.member(), facts, day)));
  add_entries(entries, since, reply);
  if (account != request.member()) {
    HALLE_TRY(waiting, store::balance_of(call, request.member()));
    reply.set_waiting_minutes(waiting);
  }
  const auto outcome = run(facts.under(rules)[account], rules, day);
  reply.set_period_from(day_text(outcome.period.from));
  reply.set_period_until(day_text(outcome.period.until));
  reply.set_owed_minutes(outcome.period.owed);
  reply.set_done_minutes(brought(outcome));
  // As it was last said; on a past day as it follows from what is known today.
  reply.set_state(day == now ? *duty : static_cast<v1::DutyState>(outcome.duty));
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
