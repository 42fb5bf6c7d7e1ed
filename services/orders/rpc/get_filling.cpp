#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
Status read_filling(sdk::Call& call, const Uuid& cycle,
                    google::protobuf::RepeatedPtrField<v1::Filling>& filling) {
  HALLE_TRY(rows, call.query(R"(
      SELECT l.code, sum(l.firm), sum(l.tolerance) FROM orders.member_order o
        JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm + l.tolerance > 0
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = 2
       GROUP BY l.code ORDER BY l.code)",
                             call.organisation(), cycle));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = filling.Add();
    out->set_code(rows[r].text(0));
    out->set_firm(rows[r].number(1));
    out->set_tolerance(rows[r].number(2));
  }
  return Done{};
}
}  // namespace

Result<v1::GetFillingReply> Cycles::get_filling(sdk::Call& call,
                                                const v1::GetFillingRequest& request) {
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  v1::GetFillingReply reply;
  HALLE_CHECK(read_filling(call, cycle, *reply.mutable_rows()));
  if (reply.rows().empty()) HALLE_CHECK(store::cycle(call, cycle));
  return reply;
}

Result<v1::CycleProgress> Cycles::get_progress(sdk::Call& call,
                                               const v1::GetCycleRequest& request) {
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  v1::CycleProgress reply;
  HALLE_TRY(overview, store::overview(call, cycle));
  *reply.mutable_overview() = std::move(overview);
  HALLE_CHECK(read_filling(call, cycle, *reply.mutable_filling()));
  // Rounded line by line, as orders show it.
  HALLE_TRY(sum, call.query(R"(
      SELECT sum((l.firm * f.price_cents + 500) / 1000) FROM orders.member_order o
        JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm > 0
        JOIN orders.offer f ON f.org_id = l.org_id AND f.cycle_id = l.cycle_id AND f.code = l.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = 2)",
                            call.organisation(), cycle));
  reply.set_ordered_cents(sum[0].number(0));
  return reply;
}

}  // namespace halle::orders
