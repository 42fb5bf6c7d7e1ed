#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {

Result<v1::SupplierOrdersReply> Cycles::get_supplier_orders(sdk::Call& call,
                                                            const v1::GetSheetRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(rows, call.query(R"(
      SELECT o.producer, o.code, o.name, o.case_size, s.cases, s.quantity, o.price_cents,
             s.total_cents, o.cost_excl_vat, o.unit
        FROM orders.supply s JOIN orders.offer o
          ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND o.offered IS NULL AND s.quantity > 0
       ORDER BY o.producer COLLATE "fr-x-icu", o.code)",
                             call.organisation(), cycle));
  v1::SupplierOrdersReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto* out = reply.add_rows();
    out->set_producer(row.text(0));
    out->set_product_code(row.text(1));
    out->set_product_name(row.text(2));
    out->set_case_size(row.number(3));
    out->set_cases(row.number(4));
    out->set_items(row.number(5));
    out->set_unit_price_cents(row.number(6));
    out->set_total_cents(row.number(7));
    if (!row.is_null(8)) out->set_cost_total_cents(cost_total_cents(row.number(8), out->items()));
    out->set_unit(static_cast<v1::OfferUnit>(row.number(9)));
  }
  return reply;
}

Result<v1::AllotmentsReply> Cycles::get_allotments(sdk::Call& call,
                                                   const v1::GetSheetRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  HALLE_TRY(rows, call.query(R"(
      SELECT a.member_number, o.code, o.name, a.firm, a.tolerance, a.allotted, o.price_cents,
             a.total_cents, o.producer, o.unit, a.total_cents + coalesce((
               SELECT sum(d.cents) FROM orders.adjustment d
                WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id
                  AND d.member_number = a.member_number AND d.code = a.code), 0)
        FROM orders.allotment a JOIN orders.offer o
          ON o.org_id = a.org_id AND o.cycle_id = a.cycle_id AND o.code = a.code
       WHERE a.org_id = $1 AND a.cycle_id = $2
       ORDER BY length(a.member_number), a.member_number, o.code)",
                             call.organisation(), cycle));
  v1::AllotmentsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto* out = reply.add_rows();
    out->set_member_number(row.text(0));
    out->set_product_code(row.text(1));
    out->set_product_name(row.text(2));
    out->set_firm(row.number(3));
    out->set_tolerance(row.number(4));
    out->set_allotted(row.number(5));
    out->set_unit_price_cents(row.number(6));
    out->set_base_cents(row.number(7));
    out->set_producer(row.text(8));
    out->set_unit(static_cast<v1::OfferUnit>(row.number(9)));
    out->set_total_cents(row.number(10));
  }
  return reply;
}

}  // namespace halle::orders
