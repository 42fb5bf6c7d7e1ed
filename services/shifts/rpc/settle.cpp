#include <map>

#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/ledger.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
constexpr int at_once = 500;

/// The first instant of the month after each from the first rule until `last`.
Result<std::map<Month, Instant>> month_ends(sdk::Call& call, const std::vector<MonthlyRule>& rules,
                                            Month last, const std::string& zone) {
  std::map<Month, Instant> ends;
  if (rules.empty()) return ends;
  HALLE_TRY(rows,
            call.query(R"(
      SELECT m::date, (m + interval '1 month') AT TIME ZONE $3
        FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 month') m)",
                       day_text(first_day(rules.back().from)), day_text(first_day(last)), zone));
  for (std::size_t r = 0; r < rows.size(); ++r)
    ends[month_of(read_day(rows[r].view(0)).value_or(Day{}))] = rows[r].instant(1);
  return ends;
}

Line line_of(const std::string& member, const MonthLine& line, Instant effective) {
  Line out{member,
           line.surplus ? "surplus" : "month",
           month_text(line.month),
           line.minutes,
           {},
           "month=" + month_text(line.month),
           effective};
  const auto& due = line.due;
  if (line.surplus) {
    out.rule = "shifts.rule_surplus";
  } else if (due.counted_days == due.days) {
    out.rule = "shifts.rule_month";
  } else if (due.counted_days == 0) {
    out.rule = "shifts.rule_leave";
  } else {
    out.rule = "shifts.rule_month_part";
    out.parameters +=
        "\ndays=" + std::to_string(due.counted_days) + "\nof=" + std::to_string(due.days);
  }
  return out;
}
}  // namespace

Result<v1::SettleReply> Hours::settle(sdk::Call& call, const v1::SettleRequest& /*request*/) {
  HALLE_TRY(zone, store::zone_of(call));
  HALLE_TRY(now, store::today(call, zone));
  const Month last = month_of(now) - std::chrono::months(1);
  const std::string settled = day_text(first_day(month_of(now)));
  HALLE_TRY(due,
            call.query("SELECT number FROM shifts.member WHERE org_id = $1 AND (stale OR settled "
                       "IS DISTINCT FROM $2) ORDER BY number LIMIT $3",
                       call.organisation(), settled, at_once));
  v1::SettleReply reply;
  if (due.empty()) {
    call.rollback();  // nothing happened: leaves no trace in operations and audit
    return reply;
  }
  std::vector<std::string> members;
  for (std::size_t r = 0; r < due.size(); ++r) members.push_back(due[r].text(0));
  store::lock_members(call, members);
  HALLE_TRY(rules, store::rules(call));
  HALLE_TRY(ends, month_ends(call, rules, last, zone));
  HALLE_TRY(facts, store::facts_of(call, members, zone, call.now()));
  HALLE_TRY(known, store::last_of(call, members, {"month", "surplus"}));
  std::vector<Line> wanted;
  for (const auto& member : members)
    for (const auto& line : monthly_lines(facts[member], rules, last))
      wanted.push_back(line_of(member, line, ends[line.month]));
  const auto rows = amend(known, wanted);
  call.queue(
      "UPDATE shifts.member SET stale = false, settled = $3 WHERE org_id = $1 AND number = "
      "ANY($2::text[])",
      call.organisation(), members, settled);
  HALLE_CHECK(store::append(call, rows));
  reply.set_entries(static_cast<int>(rows.size()));
  return reply;
}

}  // namespace halle::shifts
