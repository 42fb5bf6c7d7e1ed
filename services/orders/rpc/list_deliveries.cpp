#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
/// A row for each producer and product that is missing, or one for a producer who lacks nothing.
constexpr const char* select_deliveries = R"(
    WITH due AS MATERIALIZED (
      SELECT o.producer, o.code, o.name, o.unit, s.total_cents
        FROM orders.supply s JOIN orders.offer o
          ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND o.offered IS NULL AND s.quantity > 0),
    said AS MATERIALIZED (
      SELECT DISTINCT ON (h.code) h.code, h.missing, h.at FROM orders.shortage h
       WHERE h.org_id = $1 AND h.cycle_id = $2 ORDER BY h.code, h.version DESC),
    short AS (
      SELECT producer, count(*) AS products, sum(total_cents) AS total_cents
        FROM due GROUP BY producer)
    SELECT p.producer, p.products, p.total_cents, d.issued_at, d.expires_at, d.seen_at,
           m.code, m.name, m.unit, m.missing, m.at
      FROM short p
      LEFT JOIN orders.delivery d
        ON d.org_id = $1 AND d.cycle_id = $2 AND d.producer = p.producer
      LEFT JOIN (SELECT u.producer, u.code, u.name, u.unit, l.missing, l.at
                   FROM due u JOIN said l ON l.code = u.code WHERE l.missing > 0) m
        ON m.producer = p.producer
     ORDER BY p.producer COLLATE "fr-x-icu", m.code)";

v1::Delivery delivery_of(const sdk::Rows::Row& row) {
  v1::Delivery delivery;
  delivery.set_producer(row.text(0));
  delivery.set_products(static_cast<int>(row.number(1)));
  delivery.set_total_cents(row.number(2));
  if (!row.is_null(3)) sdk::set_timestamp(*delivery.mutable_issued_at(), row.instant(3));
  if (!row.is_null(4)) sdk::set_timestamp(*delivery.mutable_expires_at(), row.instant(4));
  if (!row.is_null(5)) sdk::set_timestamp(*delivery.mutable_seen_at(), row.instant(5));
  return delivery;
}

void add_shortage(v1::Delivery& delivery, const sdk::Rows::Row& row) {
  auto* shortage = delivery.add_shortages();
  shortage->set_product_code(row.text(6));
  shortage->set_product_name(row.text(7));
  shortage->set_unit(static_cast<v1::OfferUnit>(row.number(8)));
  shortage->set_missing(row.number(9));
  sdk::set_timestamp(*shortage->mutable_reported_at(), row.instant(10));
}
}  // namespace

Result<v1::ListDeliveriesReply> Deliveries::list(sdk::Call& call,
                                                 const v1::ListDeliveriesRequest& request) {
  HALLE_TRY(id, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(cycle, store::cycle(call, id));
  HALLE_TRY(rows, call.query(select_deliveries, call.organisation(), id));
  v1::ListDeliveriesReply reply;
  *reply.mutable_cycle() = std::move(cycle);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    if (r == 0 || row.view(0) != rows[r - 1].view(0)) *reply.add_deliveries() = delivery_of(row);
    if (!row.is_null(6)) add_shortage(*reply.mutable_deliveries(reply.deliveries_size() - 1), row);
  }
  return reply;
}

}  // namespace halle::orders
