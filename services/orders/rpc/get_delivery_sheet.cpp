#include "core/sdk/time.hpp"
#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/deliveries.hpp"

namespace halle::orders {
namespace {
/// The delivery that a token opens, repeated for each product of its producer.
constexpr const char* select_sheet = R"(
    SELECT c.name, c.pickup, d.producer, d.expires_at, d.seen_at,
           o.code, o.name, o.unit, o.case_size, s.cases, s.quantity, o.cost_excl_vat,
           coalesce((SELECT h.missing FROM orders.shortage h
                      WHERE h.org_id = s.org_id AND h.cycle_id = s.cycle_id AND h.code = s.code
                      ORDER BY h.version DESC LIMIT 1), 0)
      FROM orders.delivery d
      JOIN orders.cycle c ON c.org_id = d.org_id AND c.id = d.cycle_id
      JOIN orders.supply s ON s.org_id = d.org_id AND s.cycle_id = d.cycle_id
      JOIN orders.offer o ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
       AND o.producer = d.producer
     WHERE d.org_id = $1 AND d.token_hash = $2 AND d.expires_at > $3
       AND o.offered IS NULL AND s.quantity > 0
     ORDER BY o.code)";

v1::DeliveryRow row_of(const sdk::Rows::Row& row) {
  v1::DeliveryRow out;
  out.set_product_code(row.text(5));
  out.set_product_name(row.text(6));
  out.set_unit(static_cast<v1::OfferUnit>(row.number(7)));
  out.set_case_size(row.number(8));
  out.set_cases(row.number(9));
  out.set_quantity(row.number(10));
  if (!row.is_null(11)) out.set_cost_total_cents(cost_total_cents(row.number(11), out.quantity()));
  out.set_missing(row.number(12));
  return out;
}
}  // namespace

Result<v1::DeliverySheet> Deliveries::get_sheet(sdk::Call& call,
                                                const v1::GetDeliverySheetRequest& request) {
  HALLE_TRY(rows, call.query(select_sheet, call.organisation(),
                             sdk::Value::bytes(sha256(request.token())), call.now()));
  if (rows.empty()) return store::unknown_link();
  v1::DeliverySheet sheet;
  sheet.set_cycle_name(rows[0].text(0));
  sheet.set_pickup(rows[0].text(1));
  sheet.set_producer(rows[0].text(2));
  sdk::set_timestamp(*sheet.mutable_expires_at(), rows[0].instant(3));
  if (!rows[0].is_null(4)) sdk::set_timestamp(*sheet.mutable_seen_at(), rows[0].instant(4));
  for (std::size_t r = 0; r < rows.size(); ++r) *sheet.add_rows() = row_of(rows[r]);
  sheet.set_organisation_name(call.organisation_name());
  sheet.set_time_zone(call.zone());
  return sheet;
}

}  // namespace halle::orders
