#include "services/shifts/store/facts.hpp"

namespace halle::shifts::store {

Result<std::vector<MonthlyRule>> rules(sdk::Call& call) {
  HALLE_TRY(rows,
            call.query("SELECT from_day, (parameters ->> 'due_minutes')::int, (parameters ->> "
                       "'surplus_cap_minutes')::int FROM shifts.rule WHERE org_id = $1 "
                       "ORDER BY from_day DESC",
                       call.organisation()));
  std::vector<MonthlyRule> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& rule = all.emplace_back();
    rule.from = month_of(read_day(rows[r].view(0)).value_or(Day{}));
    rule.due_minutes = static_cast<int>(rows[r].number(1));
    if (!rows[r].is_null(2)) rule.surplus_cap_minutes = static_cast<int>(rows[r].number(2));
  }
  return all;
}

Result<std::map<std::string, MemberFacts>> facts_of(sdk::Call& call,
                                                    const std::vector<std::string>& members,
                                                    const std::string& zone, Instant until) {
  std::map<std::string, MemberFacts> all;
  for (const auto& member : members) all[member];
  HALLE_TRY(standings, call.query(R"(
      SELECT member_number, since, lead(since) OVER (PARTITION BY member_number ORDER BY since), standing
        FROM shifts.standing WHERE org_id = $1 AND member_number = ANY($2::text[])
       ORDER BY member_number, since)",
                                  call.organisation(), members));
  for (std::size_t r = 0; r < standings.size(); ++r) {
    if (standings[r].number(3) != 1) continue;
    Days days{read_day(standings[r].view(1)).value_or(Day{}), read_day(standings[r].view(2))};
    if (days.until) *days.until -= std::chrono::days(1);
    all[standings[r].text(0)].active.push_back(days);
  }
  HALLE_TRY(leaves, call.query("SELECT member_number, from_day, until_day FROM shifts.leave WHERE "
                               "org_id = $1 AND member_number = ANY($2::text[])",
                               call.organisation(), members));
  for (std::size_t r = 0; r < leaves.size(); ++r)
    all[leaves[r].text(0)].leaves.push_back(
        {read_day(leaves[r].view(1)).value_or(Day{}), read_day(leaves[r].view(2))});
  HALLE_TRY(given, call.query(R"(
      SELECT member_number, date_trunc('month', effective_at AT TIME ZONE $3)::date, sum(minutes)
        FROM shifts.entry
       WHERE org_id = $1 AND member_number = ANY($2::text[]) AND cause_kind IN ('shift', 'work')
         AND effective_at < $4
       GROUP BY 1, 2)",
                              call.organisation(), members, zone, until));
  for (std::size_t r = 0; r < given.size(); ++r)
    all[given[r].text(0)].given[month_of(read_day(given[r].view(1)).value_or(Day{}))] =
        static_cast<int>(given[r].number(2));
  return all;
}

}  // namespace halle::shifts::store
