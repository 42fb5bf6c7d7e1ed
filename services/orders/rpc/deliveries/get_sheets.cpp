#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/deliveries/sheets.hpp"

namespace halle::orders {

Result<v1::SupplierOrdersReply> Cycles::get_supplier_orders(sdk::Call& call,
                                                            const v1::GetSheetRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(rows, store::supplier_lines(call, cycle));
  v1::SupplierOrdersReply reply;
  for (const auto& row : rows) {
    auto* out = reply.add_rows();
    out->set_producer(row.producer);
    out->set_product_code(row.code);
    out->set_product_name(row.name);
    out->set_case_size(row.case_size);
    out->set_cases(row.cases);
    out->set_items(row.quantity);
    out->set_unit_price_cents(row.price_cents);
    out->set_total_cents(row.total_cents);
    if (row.cost_excl_vat)
      out->set_cost_total_cents(cost_total_cents(*row.cost_excl_vat, row.quantity));
    out->set_unit(row.unit);
  }
  return reply;
}

Result<v1::AllotmentsReply> Cycles::get_allotments(sdk::Call& call,
                                                   const v1::GetSheetRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(rows, store::allotted_lines(call, cycle));
  v1::AllotmentsReply reply;
  for (const auto& row : rows) {
    auto* out = reply.add_rows();
    out->set_member_number(row.member_number);
    out->set_product_code(row.code);
    out->set_product_name(row.name);
    out->set_firm(row.firm);
    out->set_tolerance(row.tolerance);
    out->set_allotted(row.allotted);
    out->set_unit_price_cents(row.price_cents);
    out->set_base_cents(row.base_cents);
    out->set_producer(row.producer);
    out->set_unit(row.unit);
    out->set_total_cents(row.total_cents);
  }
  return reply;
}

}  // namespace halle::orders
