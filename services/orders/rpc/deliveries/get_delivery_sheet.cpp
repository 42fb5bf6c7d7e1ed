#include "core/sdk/time.hpp"
#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {
namespace {
v1::DeliveryRow row_of(const store::SheetRow& row) {
  v1::DeliveryRow out;
  out.set_product_code(row.code);
  out.set_product_name(row.name);
  out.set_unit(row.unit);
  out.set_case_size(row.case_size);
  out.set_cases(row.cases);
  out.set_quantity(row.quantity);
  if (row.cost_excl_vat)
    out.set_cost_total_cents(cost_total_cents(*row.cost_excl_vat, row.quantity));
  out.set_missing(row.missing);
  return out;
}
}  // namespace

Result<v1::DeliverySheet> Deliveries::get_sheet(sdk::Call& call,
                                                const v1::GetDeliverySheetRequest& request) {
  HALLE_TRY(rows, store::delivery_sheet(call, request.token()));
  if (rows.empty()) return store::unknown_link();
  const auto& first = rows.front();
  v1::DeliverySheet sheet;
  sheet.set_cycle_name(first.cycle_name);
  sheet.set_pickup(first.pickup);
  sheet.set_producer(first.producer);
  sdk::set_timestamp(*sheet.mutable_expires_at(), first.expires_at);
  if (first.seen_at) sdk::set_timestamp(*sheet.mutable_seen_at(), *first.seen_at);
  for (const auto& row : rows) *sheet.add_rows() = row_of(row);
  sheet.set_organisation_name(call.organisation_name());
  sheet.set_time_zone(call.zone());
  return sheet;
}

}  // namespace halle::orders
