#include "core/base/text/text.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"

namespace halle::orders {
namespace {
constexpr int usual_page = 50;
constexpr int longest_page = 2000;

void take(store::OfferRow&& row, v1::Offer& offer) {
  offer.set_code(std::move(row.code));
  offer.set_name(std::move(row.name));
  offer.set_producer(std::move(row.producer));
  offer.set_unit(row.unit);
  offer.set_price_cents(row.price_cents);
  offer.set_case_size(row.case_size);
  offer.set_minimum(row.minimum);
  if (row.available) offer.set_available(*row.available);
  offer.set_net_quantity(row.net_quantity);
  offer.set_net_unit(row.net_unit);
  offer.set_price_per_net_unit_cents(row.net_price_cents);
  if (!row.labels.empty())
    for (auto& label : split(row.labels, '\n')) offer.add_labels(std::move(label));
  offer.set_origin(std::move(row.origin));
  for (int month = 1; month <= 12; ++month)
    if ((row.months >> (month - 1) & 1) != 0) offer.add_months(month);
}
}  // namespace

Result<v1::ListOffersReply> Cycles::list_offers(sdk::Call& call,
                                                const v1::ListOffersRequest& request) {
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  const int limit = request.limit() == 0 ? usual_page : request.limit();
  if (limit < 1 || limit > longest_page)
    return bad_field("limit", "orders.bad_limit", std::to_string(limit));
  HALLE_TRY(rows, store::offers(call, cycle, request.after(), limit));
  if (rows.empty()) HALLE_CHECK(store::cycle(call, cycle));
  v1::ListOffersReply reply;
  reply.mutable_offers()->Reserve(static_cast<int>(rows.size()));
  for (auto& row : rows) take(std::move(row), *reply.add_offers());
  return reply;
}

}  // namespace halle::orders
