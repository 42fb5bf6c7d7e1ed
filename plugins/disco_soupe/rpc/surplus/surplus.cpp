#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/rpc/surplus/telling.hpp"

namespace halle::disco_soupe {
namespace {
v1::Lot message_of(const store::LotRow& row) {
  v1::Lot out;
  out.set_id(row.id.text());
  out.set_product(row.product);
  out.set_grams(row.grams);
  out.set_used_grams(row.used_grams);
  out.set_last_day(row.last_day);
  out.set_grower(row.grower.value_or(""));
  return out;
}
}  // namespace

Result<v1::ListLotsReply> Surplus::list(sdk::Call& call, const v1::ListLotsRequest& /*request*/) {
  HALLE_TRY(rows, store::open_lots(call, std::nullopt));
  v1::ListLotsReply reply;
  for (const auto& row : rows) *reply.add_lots() = message_of(row);
  return reply;
}

Result<v1::Lot> Surplus::tell(sdk::Call& call, const v1::TellRequest& request) {
  HALLE_TRY(row, disco_soupe::tell(call, {call.new_id(), request.product(), request.grams(),
                                          request.last_day(), std::nullopt}));
  return message_of(row);
}

Result<v1::WithdrawReply> Surplus::withdraw(sdk::Call& call, const v1::WithdrawRequest& request) {
  HALLE_CHECK(store::withdraw_lot(call, request.lot(), std::nullopt));
  return v1::WithdrawReply{};
}

}  // namespace halle::disco_soupe
