#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/attendance/facts.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::months furthest_back{24};

Status within_range(const char* field, int value, int least, int most, const char* reason) {
  if (value >= least && value <= most) return Done{};
  return bad_field(field, reason, std::to_string(value));
}

Status check(const v1::MonthlyHours& hours) {
  HALLE_CHECK(within_range("due_minutes", hours.due_minutes(), 0, 6000, "shifts.bad_due"));
  if (!hours.has_surplus_cap_minutes()) return Done{};
  return within_range("surplus_cap_minutes", hours.surplus_cap_minutes(), 0, 60'000,
                      "shifts.bad_cap");
}

Status check(const v1::GestionCompte& rule) {
  HALLE_CHECK(within_range("cycle_weeks", rule.cycle_weeks(), 1, 12, "shifts.bad_rule_weeks"));
  HALLE_CHECK(within_range("due_minutes", rule.due_minutes(), 0, 6000, "shifts.bad_due"));
  HALLE_CHECK(within_range("kept_minutes", rule.kept_minutes(), 0, 60'000, "shifts.bad_cap"));
  return within_range("late_below_minutes", rule.late_below_minutes(), 0, 60'000,
                      "shifts.bad_late_below");
}

Status check(const v1::LaLouve& rule) {
  HALLE_CHECK(within_range("service_minutes", rule.service_minutes(), 15, 1440,
                           "shifts.bad_service_minutes"));
  HALLE_CHECK(within_range("cycle_weeks", rule.cycle_weeks(), 1, 12, "shifts.bad_rule_weeks"));
  return within_range("alert_days", rule.alert_days(), 1, 365, "shifts.bad_rule_days");
}

Status check(const v1::Obeesdoo& rule) {
  HALLE_CHECK(within_range("service_minutes", rule.service_minutes(), 15, 1440,
                           "shifts.bad_service_minutes"));
  HALLE_CHECK(within_range("period_days", rule.period_days(), 7, 366, "shifts.bad_rule_days"));
  HALLE_CHECK(within_range("alert_days", rule.alert_days(), 1, 365, "shifts.bad_rule_days"));
  return within_range("unsubscribed_at", rule.unsubscribed_at(), 2, 20, "shifts.bad_services");
}

Status check(const v1::Tapir& rule) {
  HALLE_CHECK(within_range("service_minutes", rule.service_minutes(), 15, 1440,
                           "shifts.bad_service_minutes"));
  HALLE_CHECK(within_range("cycle_weeks", rule.cycle_weeks(), 1, 12, "shifts.bad_rule_weeks"));
  HALLE_CHECK(within_range("frozen_at", rule.frozen_at(), 1, 20, "shifts.bad_services"));
  HALLE_CHECK(
      within_range("frozen_after_days", rule.frozen_after_days(), 0, 365, "shifts.bad_rule_days"));
  HALLE_CHECK(within_range("ahead_weeks", rule.ahead_weeks(), 1, 26, "shifts.bad_rule_weeks"));
  return within_range("seat_lost_after_days", rule.seat_lost_after_days(), 7, 730,
                      "shifts.bad_rule_days");
}

MonthlyHours of(const v1::MonthlyHours& rule) {
  MonthlyHours hours{rule.due_minutes(), {}};
  if (rule.has_surplus_cap_minutes()) hours.surplus_cap_minutes = rule.surplus_cap_minutes();
  return hours;
}
GestionCompte of(const v1::GestionCompte& rule) {
  return {rule.cycle_weeks(), rule.due_minutes(), rule.kept_minutes(), rule.savings(),
          rule.late_below_minutes()};
}
LaLouve of(const v1::LaLouve& rule) {
  return {rule.service_minutes(), rule.cycle_weeks(), rule.alert_days()};
}
Obeesdoo of(const v1::Obeesdoo& rule) {
  return {rule.service_minutes(), rule.period_days(), rule.alert_days(), rule.unsubscribed_at(),
          rule.penalty()};
}
Tapir of(const v1::Tapir& rule) {
  return {rule.service_minutes(),   rule.cycle_weeks(), rule.frozen_at(),
          rule.frozen_after_days(), rule.ahead_weeks(), rule.seat_lost_after_days()};
}

void set(v1::Rule& out, const MonthlyHours& rule) {
  auto& to = *out.mutable_monthly_hours();
  to.set_due_minutes(rule.due_minutes);
  if (rule.surplus_cap_minutes) to.set_surplus_cap_minutes(*rule.surplus_cap_minutes);
}
void set(v1::Rule& out, const GestionCompte& rule) {
  auto& to = *out.mutable_gestion_compte();
  to.set_cycle_weeks(rule.cycle_weeks);
  to.set_due_minutes(rule.due_minutes);
  to.set_kept_minutes(rule.kept_minutes);
  to.set_savings(rule.savings);
  to.set_late_below_minutes(rule.late_below_minutes);
}
void set(v1::Rule& out, const LaLouve& rule) {
  auto& to = *out.mutable_la_louve();
  to.set_service_minutes(rule.service_minutes);
  to.set_cycle_weeks(rule.cycle_weeks);
  to.set_alert_days(rule.alert_days);
}
void set(v1::Rule& out, const Obeesdoo& rule) {
  auto& to = *out.mutable_obeesdoo();
  to.set_service_minutes(rule.service_minutes);
  to.set_period_days(rule.period_days);
  to.set_alert_days(rule.alert_days);
  to.set_unsubscribed_at(rule.unsubscribed_at);
  to.set_penalty(rule.penalty);
}
void set(v1::Rule& out, const Tapir& rule) {
  auto& to = *out.mutable_tapir();
  to.set_service_minutes(rule.service_minutes);
  to.set_cycle_weeks(rule.cycle_weeks);
  to.set_frozen_at(rule.frozen_at);
  to.set_frozen_after_days(rule.frozen_after_days);
  to.set_ahead_weeks(rule.ahead_weeks);
  to.set_seat_lost_after_days(rule.seat_lost_after_days);
}

Result<v1::ListRulesReply> rules(sdk::Call& call, Day today) {
  HALLE_TRY(all, store::rules(call));
  v1::ListRulesReply reply;
  reply.set_month(month_text(month_of(today)));
  for (const auto& rule : all) {
    auto& out = *reply.add_rules();
    const std::string from = day_text(rule.from);
    out.set_from(std::holds_alternative<MonthlyHours>(rule.parameters) ? from.substr(0, 7) : from);
    out.set_pack(pack_of(rule));
    out.set_pack_version(pack_version);
    out.set_per_household(rule.per_household);
    std::visit([&](const auto& parameters) { set(out, parameters); }, rule.parameters);
  }
  return reply;
}

/// The parameters asked for, checked.
template <typename Request>
Result<Parameters> parameters_of(const Request& request) {
  const auto take = [](const auto& from) -> Result<Parameters> {
    HALLE_CHECK(check(from));
    return Parameters(of(from));
  };
  switch (request.parameters_case()) {
    case Request::kMonthlyHours:
      return take(request.monthly_hours());
    case Request::kGestionCompte:
      return take(request.gestion_compte());
    case Request::kLaLouve:
      return take(request.la_louve());
    case Request::kObeesdoo:
      return take(request.obeesdoo());
    case Request::kTapir:
      return take(request.tapir());
    case Request::PARAMETERS_NOT_SET:
      break;
  }
  return bad_field("parameters", "shifts.rule_missing");
}

template <typename Request>
Result<Rule> read(const Request& request) {
  HALLE_TRY(parameters, parameters_of(request));
  if (std::holds_alternative<MonthlyHours>(parameters)) {
    const auto month = read_month(request.from());
    if (!month) return bad_field("from", "shifts.bad_month", request.from());
    return Rule{first_day(*month), parameters, request.per_household()};
  }
  const auto day = read_day(request.from());
  if (!day || std::chrono::weekday(*day) != std::chrono::Monday)
    return bad_field("from", "shifts.bad_monday", request.from());
  return Rule{*day, parameters, request.per_household()};
}

/// A cycle under way goes on to its end.
Status check_cycle(const std::vector<Rule>& rules, const Rule& wanted) {
  const auto* before = rule_on(rules, wanted.from - std::chrono::days(1));
  if (before == nullptr || pack_of(*before) != pack_of(wanted)) return Done{};
  const auto weeks = cycle_weeks_of(*before);
  if (!weeks) return Done{};
  const std::chrono::weeks cycle(*weeks);
  const auto into = (wanted.from - before->from) % cycle;
  if (into == std::chrono::days(0)) return Done{};
  return bad_field("from", "shifts.rule_mid_cycle", day_text(wanted.from - into + cycle));
}

/// The rules with this one in place of all from its day on.
std::vector<Rule> tried(std::vector<Rule> rules, const Rule& rule) {
  std::erase_if(rules, [&](const Rule& one) { return one.from >= rule.from; });
  rules.push_back(rule);
  return rules;
}
}  // namespace

Result<v1::ListRulesReply> Hours::list_rules(sdk::Call& call,
                                             const v1::ListRulesRequest& /*request*/) {
  HALLE_TRY(now, store::today(call));
  return rules(call, now);
}

Result<v1::ListRulesReply> Hours::set_rule(sdk::Call& call, const v1::SetRuleRequest& request) {
  HALLE_TRY(rule, read(request));
  call.lock("shifts.rule", call.organisation());
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(known, store::rules(call));
  const Day earliest =
      first_day(month_of(now) - (known.empty() ? furthest_back : std::chrono::months(0)));
  if (rule.from < earliest) return bad_field("from", "shifts.rule_too_early", request.from());
  HALLE_CHECK(check_cycle(known, rule));
  store::set_rule(call, rule);
  return rules(call, now);
}

Result<v1::SimulateReply> Hours::simulate(sdk::Call& call, const v1::SimulateRequest& request) {
  HALLE_TRY(rule, read(request));
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  if (rule.from < first_day(month_of(now) - furthest_back) || rule.from >= first_day(month_of(now)))
    return bad_field("from", "shifts.bad_trial", request.from());
  HALLE_TRY(known, store::rules(call));
  const auto others = tried(known, rule);
  HALLE_TRY(members, store::active_members(call));
  HALLE_TRY(facts, store::facts_of(call, members, zone, call.now() + std::chrono::microseconds(1)));
  auto facts_as_is = facts.under(known);
  auto facts_then = facts.under(others);
  v1::SimulateReply reply;
  for (const auto& member : members) {
    // A member of a household stands as the household does.
    const auto account = [&](const std::vector<Rule>& rules) {
      return account_on(member, facts.belongings, rules, now);
    };
    const auto as_is = run(facts_as_is[account(known)], known, now);
    const auto then = run(facts_then[account(others)], others, now);
    auto& row = *reply.add_rows();
    row.set_member(member);
    row.set_balance_minutes(as_is.balances.at(account::time));
    row.set_simulated_minutes(then.balances.at(account::time));
    if (const auto shortfall = first_shortfall(then, rule.from, now))
      row.set_first_late_on(day_text(shortfall->day));
    reply.set_late(reply.late() + (row.balance_minutes() < 0 ? 1 : 0));
    reply.set_simulated_late(reply.simulated_late() + (row.simulated_minutes() < 0 ? 1 : 0));
  }
  return reply;
}

}  // namespace halle::shifts
