#include <nlohmann/json.hpp>

#include "services/shifts/domain/monthly_hours.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::months furthest_back{24};

Result<v1::ListRulesReply> rules(sdk::Call& call, Day today) {
  HALLE_TRY(rows,
            call.query("SELECT to_char(from_day, 'YYYY-MM'), pack, pack_version, (parameters ->> "
                       "'due_minutes')::int, (parameters ->> 'surplus_cap_minutes')::int FROM "
                       "shifts.rule WHERE org_id = $1 ORDER BY from_day DESC",
                       call.organisation()));
  v1::ListRulesReply reply;
  reply.set_month(month_text(month_of(today)));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& rule = *reply.add_rules();
    rule.set_from(rows[r].text(0));
    rule.set_pack(rows[r].text(1));
    rule.set_pack_version(static_cast<int>(rows[r].number(2)));
    auto& hours = *rule.mutable_monthly_hours();
    hours.set_due_minutes(static_cast<int>(rows[r].number(3)));
    if (!rows[r].is_null(4)) hours.set_surplus_cap_minutes(static_cast<int>(rows[r].number(4)));
  }
  return reply;
}
Status check(const v1::MonthlyHours& hours) {
  if (hours.due_minutes() < 0 || hours.due_minutes() > 6000)
    return bad_field("due_minutes", "shifts.bad_due", std::to_string(hours.due_minutes()));
  if (hours.has_surplus_cap_minutes() &&
      (hours.surplus_cap_minutes() < 0 || hours.surplus_cap_minutes() > 60'000))
    return bad_field("surplus_cap_minutes", "shifts.bad_cap",
                     std::to_string(hours.surplus_cap_minutes()));
  return Done{};
}

/// Every line that months add to a member's balance by the end of `last`, and what she gave.
int balance_of(const MemberFacts& facts, const std::vector<MonthlyRule>& rules, Month last) {
  int balance = 0;
  for (const auto& [month, minutes] : facts.given) balance += minutes;
  for (const auto& line : monthly_lines(facts, rules, last)) balance += line.minutes;
  return balance;
}

/// The rules with this one in place of all from its month on.
std::vector<MonthlyRule> tried(std::vector<MonthlyRule> rules, const MonthlyRule& rule) {
  std::erase_if(rules, [&](const MonthlyRule& one) { return one.from >= rule.from; });
  rules.insert(rules.begin(), rule);
  return rules;
}
}  // namespace

Result<v1::ListRulesReply> Hours::list_rules(sdk::Call& call,
                                             const v1::ListRulesRequest& /*request*/) {
  HALLE_TRY(zone, store::zone_of(call));
  HALLE_TRY(now, store::today(call, zone));
  return rules(call, now);
}

Result<v1::ListRulesReply> Hours::set_rule(sdk::Call& call, const v1::SetRuleRequest& request) {
  const auto from = read_month(request.from());
  if (!from) return bad_field("from", "shifts.bad_month", request.from());
  if (!request.has_monthly_hours()) return bad_field("parameters", "shifts.rule_missing");
  const auto& hours = request.monthly_hours();
  HALLE_CHECK(check(hours));
  HALLE_TRY(zone, store::zone_of(call));
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('shifts.rule ' || $1::text, 0))",
             call.organisation());
  HALLE_TRY(now, store::today(call, zone));
  HALLE_TRY(known,
            call.query("SELECT 1 FROM shifts.rule WHERE org_id = $1 LIMIT 1", call.organisation()));
  const Month current = month_of(now);
  if (*from < (known.empty() ? current - furthest_back : current))
    return bad_field("from", "shifts.rule_too_early", request.from());
  nlohmann::ordered_json parameters{{"due_minutes", hours.due_minutes()}};
  if (hours.has_surplus_cap_minutes())
    parameters["surplus_cap_minutes"] = hours.surplus_cap_minutes();
  call.queue(
      "INSERT INTO shifts.rule (org_id, from_day, pack, pack_version, parameters, set_at, set_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, from_day) DO UPDATE SET "
      "pack = excluded.pack, pack_version = excluded.pack_version, "
      "parameters = excluded.parameters, set_at = excluded.set_at, set_by = excluded.set_by",
      call.organisation(), day_text(first_day(*from)), monthly_hours_pack, monthly_hours_version,
      parameters.dump(), call.now(), call.principal());
  call.queue("UPDATE shifts.member SET stale = true WHERE org_id = $1", call.organisation());
  return rules(call, now);
}

Result<v1::SimulateReply> Hours::simulate(sdk::Call& call, const v1::SimulateRequest& request) {
  const auto from = read_month(request.from());
  if (!from) return bad_field("from", "shifts.bad_month", request.from());
  if (!request.has_monthly_hours()) return bad_field("parameters", "shifts.rule_missing");
  HALLE_CHECK(check(request.monthly_hours()));
  HALLE_TRY(zone, store::zone_of(call));
  HALLE_TRY(now, store::today(call, zone));
  const Month current = month_of(now);
  if (*from < current - furthest_back || *from >= current)
    return bad_field("from", "shifts.bad_trial", request.from());
  MonthlyRule rule{*from, request.monthly_hours().due_minutes(), {}};
  if (request.monthly_hours().has_surplus_cap_minutes())
    rule.surplus_cap_minutes = request.monthly_hours().surplus_cap_minutes();
  HALLE_TRY(known, store::rules(call));
  const auto others = tried(known, rule);
  HALLE_TRY(active, call.query(R"(
      SELECT m.number FROM shifts.member m
       WHERE m.org_id = $1 AND 1 = (
         SELECT s.standing FROM shifts.standing s
          WHERE s.org_id = $1 AND s.member_number = m.number ORDER BY s.since DESC LIMIT 1)
       ORDER BY length(m.number), m.number)",
                               call.organisation()));
  std::vector<std::string> members;
  for (std::size_t r = 0; r < active.size(); ++r) members.push_back(active[r].text(0));
  HALLE_TRY(facts, store::facts_of(call, members, zone, call.now() + std::chrono::microseconds(1)));
  const Month last = current - std::chrono::months(1);
  v1::SimulateReply reply;
  for (const auto& member : members) {
    const auto& hers = facts[member];
    auto& row = *reply.add_rows();
    row.set_member(member);
    row.set_balance_minutes(balance_of(hers, known, last));
    row.set_simulated_minutes(balance_of(hers, others, last));
    if (const auto shortfall = first_shortfall(hers, others, *from, last))
      row.set_first_late_on(day_text(last_day(shortfall->month) + std::chrono::days(1)));
    reply.set_late(reply.late() + (row.balance_minutes() < 0 ? 1 : 0));
    reply.set_simulated_late(reply.simulated_late() + (row.simulated_minutes() < 0 ? 1 : 0));
  }
  return reply;
}

}  // namespace halle::shifts
