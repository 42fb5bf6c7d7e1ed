#include "services/shifts/rpc/hours/pack_messages.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/attendance/facts.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::months furthest_back{24};

Result<v1::ListRulesReply> rules(sdk::Call& call, Day today) {
  HALLE_TRY(all, store::rules(call));
  v1::ListRulesReply reply;
  reply.set_month(month_text(month_of(today)));
  for (const auto& rule : all) {
    auto& out = *reply.add_rules();
    const std::string from = day_text(rule.from);
    out.set_from(rule.pack->by_month ? from.substr(0, 7) : from);
    out.set_pack(rule.pack->name);
    out.set_pack_version(pack_version);
    out.set_per_household(rule.per_household);
    set_parameters(rule, out);
  }
  return reply;
}

Status check(const Pack& pack, const Values& values) {
  for (const auto& parameter : pack.parameters) {
    const auto value = values.find(parameter);
    if (!value || (*value >= parameter.range.least && *value <= parameter.range.most)) continue;
    return bad_field(parameter.name, parameter.refusal, std::to_string(*value));
  }
  return Done{};
}

template <typename Request>
Result<Rule> read(const Request& request) {
  auto asked = asked_by(request);
  if (asked.pack == nullptr) return bad_field("parameters", "shifts.rule_missing");
  HALLE_CHECK(check(*asked.pack, asked.values));
  if (asked.pack->by_month) {
    const auto month = read_month(request.from());
    if (!month) return bad_field("from", "shifts.bad_month", request.from());
    return Rule{first_day(*month), asked.pack, std::move(asked.values), request.per_household()};
  }
  const auto day = read_day(request.from());
  if (!day || std::chrono::weekday(*day) != std::chrono::Monday)
    return bad_field("from", "shifts.bad_monday", request.from());
  return Rule{*day, asked.pack, std::move(asked.values), request.per_household()};
}

/// A cycle under way goes on to its end.
Status check_cycle(const std::vector<Rule>& rules, const Rule& wanted) {
  const auto* before = rule_on(rules, wanted.from - std::chrono::days(1));
  if (before == nullptr || before->pack != wanted.pack) return Done{};
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
