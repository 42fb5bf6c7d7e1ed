#include "services/orders/store/deliveries/sheets.hpp"

namespace halle::orders::store {

Result<std::vector<SupplierLine>> supplier_lines(sdk::Call& call, const Uuid& cycle) {
  return call.query<SupplierLine>(R"(
      SELECT o.producer, o.code, o.name, o.case_size, s.cases, s.quantity, o.price_cents,
             s.total_cents, o.cost_excl_vat, o.unit
        FROM orders.supply s JOIN orders.offer o
          ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND o.offered IS NULL AND s.quantity > 0
       ORDER BY o.producer COLLATE "fr-x-icu", o.code)",
                                  call.organisation(), cycle);
}

Result<std::vector<AllottedLine>> allotted_lines(sdk::Call& call, const Uuid& cycle) {
  return call.query<AllottedLine>(R"(
      SELECT a.member_number, o.code, o.name, a.firm, a.tolerance, a.allotted, o.price_cents,
             a.total_cents AS base_cents, o.producer, o.unit, (a.total_cents + coalesce((
               SELECT sum(d.cents) FROM orders.adjustment d
                WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id
                  AND d.member_number = a.member_number AND d.code = a.code), 0))::bigint
               AS total_cents
        FROM orders.allotment a JOIN orders.offer o
          ON o.org_id = a.org_id AND o.cycle_id = a.cycle_id AND o.code = a.code
       WHERE a.org_id = $1 AND a.cycle_id = $2
       ORDER BY length(a.member_number), a.member_number, o.code)",
                                  call.organisation(), cycle);
}

}  // namespace halle::orders::store
