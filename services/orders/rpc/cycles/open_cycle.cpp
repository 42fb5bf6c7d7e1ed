#include "core/base/text/text.hpp"
#include "core/sdk/notices.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "services/orders/rpc/notices/kinds.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {
namespace {
Status check(const v1::OpenCycleRequest& request) {
  const std::string& closes = request.closes();
  if (trim(request.name()).empty() || !is_utf8(request.name()) ||
      !is_plain_text(request.name(), 100))
    return bad_field("name", "orders.bad_name", request.name());
  if (closes.size() != 16 || closes[10] != 'T' || !parse_instant(closes + ":00Z"))
    return bad_field("closes", "orders.bad_closing_time", closes);
  if (!is_day(request.pickup())) return bad_field("pickup", "orders.bad_day", request.pickup());
  if (request.pickup() < closes.substr(0, 10))
    return bad_field("pickup", "orders.pickup_before_close", request.pickup());
  return Done{};
}
}  // namespace

Result<v1::Cycle> Cycles::open(sdk::Call& call, const v1::OpenCycleRequest& request) {
  HALLE_CHECK(check(request));
  catalogue::v1::ListForOffersRequest wanted;
  for (const auto& producer : request.producers()) wanted.add_producers(producer);
  HALLE_TRY(products, catalogue::v1::ProductsClient(call).list_for_offers(wanted));
  if (products.unknown_producers_size() > 0)
    return bad_field("producer", "orders.producer_unknown", products.unknown_producers(0));
  if (products.products().empty())
    return Error{Code::failed_precondition, "orders.nothing_to_offer"};
  const Uuid id = call.new_id();
  HALLE_TRY(opened, store::insert_cycle(call, id, request, call.zone()));
  if (!opened) return bad_field("closes", "orders.closes_in_the_past", request.closes());
  HALLE_CHECK(store::insert_offers(call, id, products));
  HALLE_TRY(cycle, store::cycle(call, id));
  HALLE_TRY(members, store::active_members(call));
  sdk::emit_notice(call, {notice::cycle_opened, id.text(), sdk::instant_of(cycle.closes_at())},
                   members);
  return cycle;
}

}  // namespace halle::orders
