#include "core/base/decimal.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/deliveries.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t whole = 1000;

/// Done if so much may be missing of a row with ordered quantity and unit.
Status check(const sdk::Rows::Row& row, std::int64_t missing) {
  if (missing < 0 || missing > row.number(0))
    return bad_field("missing", "orders.bad_shortage", format_decimal(missing, 3));
  if (row.number(1) == v1::OFFER_UNIT_PIECE && missing % whole != 0)
    return bad_field("missing", "orders.not_whole", format_decimal(missing, 3));
  return Done{};
}
}  // namespace

Result<v1::ReportShortageReply> Deliveries::report_shortage(
    sdk::Call& call, const v1::ReportShortageRequest& request) {
  // Reports of one delivery follow each other: its row is locked.
  HALLE_TRY(delivery, store::see_delivery(call, request.token()));
  HALLE_TRY(rows, call.query(R"(
      SELECT s.quantity, o.unit, coalesce(h.version, 0), coalesce(h.missing, 0)
        FROM orders.supply s
        JOIN orders.offer o ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
        LEFT JOIN LATERAL (
          SELECT h.version, h.missing FROM orders.shortage h
           WHERE h.org_id = s.org_id AND h.cycle_id = s.cycle_id AND h.code = s.code
           ORDER BY h.version DESC LIMIT 1) h ON true
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND s.code = $3 AND o.producer = $4
         AND o.offered IS NULL AND s.quantity > 0)",
                             call.organisation(), delivery.cycle, request.product_code(),
                             delivery.producer));
  if (rows.empty()) {
    Error error = bad_field("product", "orders.not_on_sheet", request.product_code());
    error.code = Code::not_found;
    return error;
  }
  HALLE_CHECK(check(rows[0], request.missing()));
  v1::ReportShortageReply reply;
  sdk::set_timestamp(*reply.mutable_seen_at(), delivery.seen_at);
  if (rows[0].number(3) == request.missing()) return reply;
  call.queue(
      "INSERT INTO orders.shortage (org_id, cycle_id, code, version, at, missing) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      call.organisation(), delivery.cycle, request.product_code(), rows[0].number(2) + 1,
      call.now(), request.missing());
  v1::ShortageReported event;
  event.set_delivery(delivery.id.text());
  event.set_cycle(delivery.cycle.text());
  event.set_product_code(request.product_code());
  event.set_missing(request.missing());
  call.emit(event, event.delivery());
  return reply;
}

}  // namespace halle::orders
