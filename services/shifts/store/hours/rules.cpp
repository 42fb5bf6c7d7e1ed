#include "services/shifts/store/hours/rules.hpp"

#include <nlohmann/json.hpp>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts::store {
namespace {
struct RuleRow {
  Day from_day{};
  std::string_view pack;
  std::string_view parameters;  // JSON
  bool per_household = false;
};
HALLE_ROW(RuleRow, from_day, pack, parameters, per_household)

/// What the table keeps of a rule's parameters: JSON with their names. One that it does not have is
/// as usual.
Values values_of(const Pack& pack, std::string_view kept) {
  const auto json = nlohmann::json::parse(kept);
  Values values = usual_values(pack);
  for (const auto& parameter : pack.parameters)
    if (const auto found = json.find(parameter.name); found != json.end())
      values.set(parameter, parameter.kind == Parameter::Kind::yes_or_no ? found->get<bool>()
                                                                         : found->get<int>());
  return values;
}

std::string kept(const Rule& rule) {
  nlohmann::ordered_json json;
  for (const auto& parameter : rule.pack->parameters) {
    const auto value = rule.values.find(parameter);
    if (parameter.kind == Parameter::Kind::yes_or_no)
      json[parameter.name] = value.value_or(0) != 0;
    else if (value || parameter.kind == Parameter::Kind::number)
      json[parameter.name] = value.value_or(0);
  }
  return json.dump();
}
}  // namespace

Result<std::vector<Rule>> rules(sdk::Call& call) {
  HALLE_TRY(rows,
            call.query<RuleRow>("SELECT from_day, pack, parameters, per_household FROM shifts.rule "
                                "WHERE org_id = $1 ORDER BY from_day DESC",
                                call.organisation()));
  std::vector<Rule> all;
  for (const auto& row : rows) {
    const auto* pack = find_pack(row.pack);
    if (pack == nullptr)
      return Error{Code::internal, "halle.row_refused", "pack: " + std::string(row.pack)};
    all.push_back({row.from_day, pack, values_of(*pack, row.parameters), row.per_household});
  }
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
      call.organisation(), rule.from, rule.pack->name, pack_version, kept(rule), call.now(),
      call.principal(), rule.per_household);
  call.queue("UPDATE shifts.member SET stale = true WHERE org_id = $1", call.organisation());
}

}  // namespace halle::shifts::store
