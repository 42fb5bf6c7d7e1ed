#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"

namespace halle::orders {

Result<v1::ListCyclesReply> Cycles::list(sdk::Call& call,
                                         const v1::ListCyclesRequest& /*request*/) {
  HALLE_TRY(all, store::cycles(call));
  v1::ListCyclesReply reply;
  for (auto& cycle : all) *reply.add_cycles() = std::move(cycle);
  return reply;
}

Result<v1::GetCycleReply> Cycles::get(sdk::Call& call, const v1::GetCycleRequest& request) {
  HALLE_TRY(id, store::cycle_id(request.cycle()));
  return store::overview(call, id);
}

}  // namespace halle::orders
