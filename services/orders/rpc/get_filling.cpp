#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {

Result<v1::GetFillingReply> Cycles::get_filling(sdk::Call& call,
                                                const v1::GetFillingRequest& request) {
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  HALLE_TRY(rows, call.query(R"(
      SELECT l.code, sum(l.firm), sum(l.tolerance) FROM orders.member_order o
        JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm + l.tolerance > 0
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = 2
       GROUP BY l.code ORDER BY l.code)",
                             call.organisation(), cycle));
  if (rows.empty()) HALLE_CHECK(store::cycle(call, cycle));
  v1::GetFillingReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_rows();
    out->set_code(rows[r].text(0));
    out->set_firm(rows[r].number(1));
    out->set_tolerance(rows[r].number(2));
  }
  return reply;
}

}  // namespace halle::orders
