#include "core/base/text.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
constexpr int usual_page = 50;
constexpr int longest_page = 2000;
}  // namespace

Result<v1::ListOffersReply> Cycles::list_offers(sdk::Call& call,
                                                const v1::ListOffersRequest& request) {
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  const int limit = request.limit() == 0 ? usual_page : request.limit();
  if (limit < 1 || limit > longest_page)
    return bad_field("limit", "orders.bad_limit", std::to_string(limit));
  HALLE_TRY(rows, call.query(R"(
      SELECT code, name, producer, unit, price_cents, case_size, minimum, available, net_quantity,
             net_unit, net_price_cents, labels, origin, months
        FROM orders.offer WHERE org_id = $1 AND cycle_id = $2 AND code > $3
       ORDER BY org_id, cycle_id, code LIMIT $4)",
                             call.organisation(), cycle, request.after(), limit));
  if (rows.empty()) HALLE_CHECK(store::cycle(call, cycle));
  v1::ListOffersReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto* offer = reply.add_offers();
    offer->set_code(row.text(0));
    offer->set_name(row.text(1));
    offer->set_producer(row.text(2));
    offer->set_unit(static_cast<v1::OfferUnit>(row.number(3)));
    offer->set_price_cents(row.number(4));
    offer->set_case_size(row.number(5));
    offer->set_minimum(row.number(6));
    if (!row.is_null(7)) offer->set_available(row.number(7));
    offer->set_net_quantity(row.number(8));
    offer->set_net_unit(static_cast<v1::OfferUnit>(row.number(9)));
    offer->set_price_per_net_unit_cents(row.number(10));
    if (!row.view(11).empty())
      for (auto& label : split(row.text(11), '\n')) offer->add_labels(std::move(label));
    offer->set_origin(row.text(12));
    for (int month = 1; month <= 12; ++month)
      if ((row.number(13) >> (month - 1) & 1) != 0) offer->add_months(month);
  }
  return reply;
}

}  // namespace halle::orders
