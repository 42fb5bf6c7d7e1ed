#include "core/sdk/table.hpp"
#include "services/orders/rpc/services.hpp"

namespace halle::orders {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_TRY(lines, call.query(R"(
      SELECT c.name, c.pickup, l.code, f.name, l.firm, l.tolerance, a.allotted, a.total_cents
        FROM orders.line l
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = l.cycle_id
        JOIN orders.offer f ON f.org_id = $1 AND f.cycle_id = l.cycle_id AND f.code = l.code
        LEFT JOIN orders.allotment a ON a.org_id = $1 AND a.cycle_id = l.cycle_id
         AND a.member_number = l.member_number AND a.code = l.code
       WHERE l.org_id = $1 AND l.member_number = $2 ORDER BY c.opened_at, l.code)",
                              call.organisation(), request.number()));
  sdk::add_table(reply, "Commandes",
                 {"commande", "retrait le", "code", "produit", "voulu (millièmes)",
                  "en plus si besoin (millièmes)", "reçu (millièmes)", "centimes"},
                 lines);
  HALLE_TRY(changes, call.query(R"(
      SELECT c.name, l.code, l.at, l.firm, l.tolerance FROM orders.line_change l
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = l.cycle_id
       WHERE l.org_id = $1 AND l.member_number = $2 ORDER BY l.at, l.code)",
                                call.organisation(), request.number()));
  sdk::add_table(reply, "Changements de commande",
                 {"commande", "code", "le", "voulu (millièmes)", "en plus si besoin (millièmes)"},
                 changes);
  HALLE_TRY(adjustments, call.query(R"(
      SELECT c.name, a.code, a.cents, a.reason, a.fund FROM orders.adjustment a
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = a.cycle_id
       WHERE a.org_id = $1 AND a.member_number = $2 ORDER BY c.opened_at, a.code, a.n)",
                                    call.organisation(), request.number()));
  sdk::add_table(reply, "Prix modifiés", {"commande", "code", "centimes", "raison", "caisse"},
                 adjustments);
  HALLE_TRY(movements, call.query(R"(
      SELECT e.at, e.cause, p.amount_cents FROM orders.posting p
        JOIN orders.entry e ON e.org_id = $1 AND e.id = p.entry_id
       WHERE p.org_id = $1 AND p.account = 'member:' || $2 ORDER BY e.at, e.id)",
                                  call.organisation(), request.number()));
  sdk::add_table(reply, "Compte", {"le", "cause", "centimes"}, movements);
  return reply;
}

}  // namespace halle::orders
