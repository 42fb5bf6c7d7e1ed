#include "core/base/text/decimal.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/rpc/units.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t whole = 1000;

/// Done if so much may be missing.
Status check(const store::ShortageState& product, std::int64_t missing) {
  if (missing < 0 || missing > product.quantity)
    return bad_field("missing", "orders.bad_shortage", format_decimal(missing, 3));
  if (is_countable(product.unit) && missing % whole != 0)
    return bad_field("missing", "orders.not_whole", format_decimal(missing, 3));
  return Done{};
}
}  // namespace

Result<v1::ReportShortageReply> Deliveries::report_shortage(
    sdk::Call& call, const v1::ReportShortageRequest& request) {
  // Reports of one delivery follow each other: its row is locked.
  HALLE_TRY(delivery, store::see_delivery(call, request.token()));
  HALLE_TRY(product, store::shortage(call, delivery, request.product_code()));
  if (!product) return not_found("product", "orders.not_on_sheet", request.product_code());
  HALLE_CHECK(check(*product, request.missing()));
  v1::ReportShortageReply reply;
  sdk::set_timestamp(*reply.mutable_seen_at(), *delivery.seen_at);
  if (product->missing == request.missing()) return reply;
  store::insert_shortage(call, delivery, request.product_code(), product->version + 1,
                         request.missing());
  v1::ShortageReported event;
  event.set_delivery(delivery.id.text());
  event.set_cycle(delivery.cycle.text());
  event.set_product_code(request.product_code());
  event.set_missing(request.missing());
  call.emit(event, event.delivery());
  return reply;
}

}  // namespace halle::orders
