#include "services/shifts/store/hours/rules.hpp"

#include <nlohmann/json.hpp>

namespace halle::shifts::store {
namespace {
struct RuleRow {
  Day from_day{};
  std::string_view pack;
  std::string_view parameters;  // JSON
  bool per_household = false;
};
HALLE_ROW(RuleRow, from_day, pack, parameters, per_household)

// Each parameter with the name under which it is kept.
void each(MonthlyHours& rule, const auto& visit) {
  visit("due_minutes", rule.due_minutes);
  visit("surplus_cap_minutes", rule.surplus_cap_minutes);
}
void each(GestionCompte& rule, const auto& visit) {
  visit("cycle_weeks", rule.cycle_weeks);
  visit("due_minutes", rule.due_minutes);
  visit("kept_minutes", rule.kept_minutes);
  visit("savings", rule.savings);
  visit("late_below_minutes", rule.late_below_minutes);
}
void each(LaLouve& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("cycle_weeks", rule.cycle_weeks);
  visit("alert_days", rule.alert_days);
}
void each(Obeesdoo& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("period_days", rule.period_days);
  visit("alert_days", rule.alert_days);
  visit("unsubscribed_at", rule.unsubscribed_at);
  visit("penalty", rule.penalty);
}
void each(Tapir& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("cycle_weeks", rule.cycle_weeks);
  visit("frozen_at", rule.frozen_at);
  visit("frozen_after_days", rule.frozen_after_days);
  visit("ahead_weeks", rule.ahead_weeks);
  visit("seat_lost_after_days", rule.seat_lost_after_days);
}

struct Reader {
  const nlohmann::json& from;

  template <typename T>
  void operator()(const char* name, T& to) const {
    if (from.contains(name)) to = from.at(name).get<T>();
  }
  void operator()(const char* name, std::optional<int>& to) const {
    if (from.contains(name)) to = from.at(name).get<int>();
  }
};

struct Writer {
  nlohmann::ordered_json& to;

  void operator()(const char* name, const auto& from) const { to[name] = from; }
  void operator()(const char* name, const std::optional<int>& from) const {
    if (from) to[name] = *from;
  }
};

Parameters parameters_of(std::string_view pack, std::string_view kept) {
  const auto json = nlohmann::json::parse(kept);
  const auto read = [&](auto rule) {
    each(rule, Reader{json});
    return Parameters(rule);
  };
  if (pack == "gestion_compte") return read(GestionCompte{});
  if (pack == "la_louve") return read(LaLouve{});
  if (pack == "obeesdoo") return read(Obeesdoo{});
  if (pack == "tapir") return read(Tapir{});
  return read(MonthlyHours{});
}

/// The parameters as the table has them: JSON.
std::string kept(const Rule& rule) {
  nlohmann::ordered_json json;
  std::visit([&](auto parameters) { each(parameters, Writer{json}); }, rule.parameters);
  return json.dump();
}
}  // namespace

Result<std::vector<Rule>> rules(sdk::Call& call) {
  HALLE_TRY(rows,
            call.query<RuleRow>("SELECT from_day, pack, parameters, per_household FROM shifts.rule "
                                "WHERE org_id = $1 ORDER BY from_day DESC",
                                call.organisation()));
  std::vector<Rule> all;
  for (const auto& row : rows)
    all.push_back({row.from_day, parameters_of(row.pack, row.parameters), row.per_household});
  return all;
}

void set_rule(sdk::Call& call, const Rule& rule) {
  call.queue(
      "INSERT INTO shifts.rule (org_id, from_day, pack, pack_version, parameters, set_at, set_by, "
      "per_household) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (org_id, from_day) DO UPDATE SET "
      "pack = excluded.pack, pack_version = excluded.pack_version, "
      "parameters = excluded.parameters, set_at = excluded.set_at, set_by = excluded.set_by, "
      "per_household = excluded.per_household",
      call.organisation(), rule.from, pack_of(rule), pack_version, kept(rule), call.now(),
      call.principal(), rule.per_household);
  call.queue("UPDATE shifts.member SET stale = true WHERE org_id = $1", call.organisation());
}

}  // namespace halle::shifts::store
