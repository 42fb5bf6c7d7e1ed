#include "services/orders/rpc/services.hpp"
#include "services/orders/store/ordering/orders.hpp"

namespace halle::orders {
namespace {
Status read_filling(sdk::Call& call, const Uuid& cycle,
                    google::protobuf::RepeatedPtrField<v1::Filling>& filling) {
  HALLE_TRY(rows, store::filling(call, cycle));
  for (const auto& row : rows) {
    auto* out = filling.Add();
    out->set_code(row.code);
    out->set_firm(row.firm);
    out->set_tolerance(row.tolerance);
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
  HALLE_TRY(cents, store::ordered_cents(call, cycle));
  reply.set_ordered_cents(cents);
  return reply;
}

}  // namespace halle::orders
