#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/household.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {

Result<v1::ListPeriodsReply> Dues::list_periods(sdk::Call& call,
                                                const v1::ListPeriodsRequest& request) {
  if (!call.allowed("membership.dues.take") && !is_own(call, request.member()))
    return store::unknown_member(request.member());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(known, call.query("SELECT (SELECT c.until_day FROM membership.covered c WHERE "
                              "c.org_id = $1 AND c.member_id = m.id) FROM membership.member m "
                              "WHERE m.org_id = $1 AND m.number = $2",
                              call.organisation(), request.member()));
  if (known.empty()) return store::unknown_member(request.member());
  HALLE_TRY(periods, store::periods(call, request.member()));
  v1::ListPeriodsReply reply;
  reply.set_today(day_text(today));
  reply.mutable_periods()->Add(periods.begin(), periods.end());
  reply.set_until(known[0].text(0));
  HALLE_TRY(main, store::main_of(call, request.member()));
  reply.set_main(main);
  reply.set_state(store::state_of(today, read_day(reply.until())));
  return reply;
}

Result<v1::ListDuesReply> Dues::list(sdk::Call& call, const v1::ListDuesRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(rows, call.query(R"(
      SELECT m.number, max(c.until_day), coalesce(sum(p.cents) FILTER (WHERE p.paid_on IS NULL), 0)
        FROM membership.member m
        LEFT JOIN membership.covered c ON c.org_id = $1 AND c.member_id = m.id
        LEFT JOIN membership.period p
          ON p.org_id = $1 AND p.member_id = m.id AND p.cancelled_on IS NULL
       WHERE m.org_id = $1
       GROUP BY m.id, m.number, m.standing
      HAVING m.standing <> 3 OR coalesce(sum(p.cents) FILTER (WHERE p.paid_on IS NULL), 0) > 0
       ORDER BY length(m.number), m.number)",
                             call.organisation()));
  v1::ListDuesReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& row = *reply.add_rows();
    row.set_member(rows[r].text(0));
    row.set_until(rows[r].text(1));
    row.set_state(store::state_of(today, read_day(row.until())));
    row.set_unpaid_cents(rows[r].number(2));
  }
  return reply;
}

}  // namespace halle::membership
