#include "services/membership/store/dues/grids.hpp"

#include <nlohmann/json.hpp>

namespace halle::membership::store {
namespace {
struct GridRow {
  std::string from_day;
  v1::PeriodRule rule = v1::PERIOD_RULE_UNSPECIFIED;
  std::int64_t target_cents = 0;
  std::string brackets;  // JSON, an array of name and cents
};
HALLE_ROW(GridRow, from_day, rule, target_cents, brackets)

v1::Grid grid_of(const GridRow& row) {
  v1::Grid grid;
  grid.set_from(row.from_day);
  grid.set_rule(row.rule);
  grid.set_target_cents(row.target_cents);
  for (const auto& one : nlohmann::json::parse(row.brackets)) {
    auto& bracket = *grid.add_brackets();
    bracket.set_name(one.at("name").get<std::string>());
    bracket.set_cents(one.at("cents").get<std::int64_t>());
  }
  return grid;
}
}  // namespace

Result<v1::GridReply> grids(sdk::Call& call, Day day) {
  HALLE_TRY(rows, call.query<GridRow>(R"(
      SELECT from_day, rule, target_cents, brackets FROM membership.grid
       WHERE org_id = $1 AND from_day >= coalesce((
         SELECT max(from_day) FROM membership.grid WHERE org_id = $1 AND from_day <= $2), $2)
       ORDER BY from_day)",
                                      call.organisation(), day));
  v1::GridReply reply;
  reply.set_today(day_text(day));
  for (const auto& row : rows) {
    auto grid = grid_of(row);
    if (grid.from() <= reply.today())
      *reply.mutable_current() = std::move(grid);
    else
      *reply.add_coming() = std::move(grid);
  }
  return reply;
}

void set_grid(sdk::Call& call, Day from, v1::PeriodRule rule, const FeeGrid& grid) {
  auto brackets = nlohmann::ordered_json::array();
  for (const auto& one : grid.brackets)
    brackets.push_back({{"name", one.name}, {"cents", one.cents}});
  call.queue(
      "INSERT INTO membership.grid (org_id, from_day, rule, target_cents, brackets, set_at, "
      "set_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, from_day) DO UPDATE SET "
      "rule = excluded.rule, target_cents = excluded.target_cents, brackets = excluded.brackets, "
      "set_at = excluded.set_at, set_by = excluded.set_by",
      call.organisation(), from, rule, grid.target_cents, brackets.dump(), call.now(),
      call.principal());
}

}  // namespace halle::membership::store
