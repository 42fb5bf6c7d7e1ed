#include "services/orders/store/ordering/orders.hpp"

#include "services/orders/store/accounts/adjustments.hpp"
#include "services/orders/store/names.hpp"

namespace halle::orders::store {

Result<std::vector<OrderLine>> order_lines(sdk::Call& call, const Uuid& cycle,
                                           const std::string& member) {
  static const std::string select_order = with_gate + R"(
      SELECT gate.*, o.code, o.name, o.producer, o.unit, l.firm, l.tolerance, o.price_cents,
             a.allotted, a.total_cents, d.texts AS adjustments
        FROM gate
        LEFT JOIN orders.line l ON l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
          AND l.firm + l.tolerance > 0
        LEFT JOIN orders.offer o
          ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id AND o.code = l.code
        LEFT JOIN orders.allotment a ON a.org_id = l.org_id AND a.cycle_id = l.cycle_id
          AND a.member_number = l.member_number AND a.code = l.code
        LEFT JOIN LATERAL (
          SELECT )" + adjustment_texts +
                                          R"( AS texts FROM orders.adjustment d
           WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id
             AND d.member_number = a.member_number AND d.code = a.code) d ON true
       ORDER BY o.code)";
  return call.query<OrderLine>(select_order, call.organisation(), cycle, member, call.now());
}

Result<std::vector<MemberLine>> member_lines(sdk::Call& call, const std::string& member) {
  return call.query<MemberLine>(R"(
      SELECT c.id, c.name, c.state, c.closes_at, c.pickup, c.closed_at, o.state AS order_state,
             l.code, l.firm, f.price_cents, (a.total_cents + coalesce((
               SELECT sum(d.cents) FROM orders.adjustment d
                WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id
                  AND d.member_number = a.member_number AND d.code = a.code), 0))::bigint
               AS total_cents
        -- the member's orders in the last cycles
        FROM (SELECT m.org_id, m.cycle_id, m.member_number, m.state FROM orders.member_order m
                JOIN orders.cycle c ON c.org_id = m.org_id AND c.id = m.cycle_id
               WHERE m.org_id = $1 AND m.member_number = $2
               ORDER BY c.opened_at DESC, c.id LIMIT 100) o
        JOIN orders.cycle c ON c.org_id = o.org_id AND c.id = o.cycle_id
        LEFT JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm + l.tolerance > 0
        LEFT JOIN orders.offer f ON f.org_id = l.org_id AND f.cycle_id = l.cycle_id
         AND f.code = l.code
        LEFT JOIN orders.allotment a ON a.org_id = l.org_id AND a.cycle_id = l.cycle_id
         AND a.member_number = l.member_number AND a.code = l.code
       ORDER BY c.opened_at DESC, c.id)",
                                call.organisation(), member);
}

Result<std::vector<FillingRow>> filling(sdk::Call& call, const Uuid& cycle) {
  static const std::string select_filling = names.in(R"(
      SELECT l.code, sum(l.firm)::bigint AS firm, sum(l.tolerance)::bigint AS tolerance
        FROM orders.member_order o
        JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm + l.tolerance > 0
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = {confirmed}
       GROUP BY l.code ORDER BY l.code)");
  return call.query<FillingRow>(select_filling, call.organisation(), cycle);
}

Result<std::int64_t> ordered_cents(sdk::Call& call, const Uuid& cycle) {
  static const std::string select_sum = names.in(R"(
      SELECT coalesce(sum((l.firm * f.price_cents + 500) / 1000), 0)::bigint
        FROM orders.member_order o
        JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm > 0
        JOIN orders.offer f ON f.org_id = l.org_id AND f.cycle_id = l.cycle_id AND f.code = l.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = {confirmed})");
  return call.get<std::int64_t>(select_sum, call.organisation(), cycle);
}

Result<std::vector<CycleUnderWay>> cycles_under_way(sdk::Call& call, const std::string& member) {
  static const std::string select_cycles = names.in(R"(
      SELECT c.name, c.closes_at, c.pickup, o.state AS order_state, EXISTS (
               SELECT 1 FROM orders.line l
                WHERE l.org_id = $1 AND l.cycle_id = c.id AND l.member_number = $2
                  AND l.firm + l.tolerance > 0) AS has_lines,
             (SELECT count(*) FROM orders.member_order m
               WHERE m.org_id = $1 AND m.cycle_id = c.id AND m.state = {confirmed}) AS confirmed,
             (SELECT count(*) FROM orders.member_order m
               WHERE m.org_id = $1 AND m.cycle_id = c.id AND m.state = {unconfirmed})
               AS unconfirmed
        FROM orders.cycle c
        LEFT JOIN orders.member_order o
          ON o.org_id = $1 AND o.cycle_id = c.id AND o.member_number = $2
       WHERE c.org_id = $1 AND c.state = {open} AND c.closes_at > $3
         AND coalesce(c.stopped_until <= $3, true)
       ORDER BY c.closes_at, c.id LIMIT 3)");
  return call.query<CycleUnderWay>(select_cycles, call.organisation(), member, call.now());
}

Result<std::optional<std::string>> waiting_order(sdk::Call& call, const std::string& member) {
  // The day of the pick-up is the last on which the member may come for it.
  static const std::string select_waiting = names.in(R"(
      SELECT c.name FROM orders.member_order o
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = o.cycle_id
       WHERE o.org_id = $1 AND o.member_number = $2 AND o.state = {confirmed}
         AND (c.state = {open} OR c.pickup >= ($3::timestamptz AT TIME ZONE $4)::date)
         AND EXISTS (SELECT 1 FROM orders.line l
                      WHERE l.org_id = $1 AND l.cycle_id = o.cycle_id AND l.member_number = $2
                        AND l.firm + l.tolerance > 0)
       ORDER BY c.closes_at, c.id LIMIT 1)");
  return call.find<std::string>(select_waiting, call.organisation(), member, call.now(),
                                call.zone());
}

}  // namespace halle::orders::store
