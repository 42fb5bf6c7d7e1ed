#include "services/orders/store/notices.hpp"

#include "services/orders/store/names.hpp"

namespace halle::orders::store {
namespace {
/// The cycles that take orders, of notices `n` to active members for whom `holds`.
std::string select_open(const std::string& holds) {
  return names.in(R"(
      SELECT n.index, c.name, c.closes_at, c.pickup
        FROM unnest($3::int[], $4::text[], $5::uuid[]) AS n (index, member, cycle)
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = n.cycle
        JOIN orders.member m ON m.org_id = $1 AND m.number = n.member
       WHERE c.state = {open} AND c.closes_at > $2 AND m.standing = {active} AND )" +
                  holds);
}

/// The member of `n` has a line with a quantity.
const std::string has_lines = R"(EXISTS (
    SELECT 1 FROM orders.line l
     WHERE l.org_id = $1 AND l.cycle_id = n.cycle AND l.member_number = n.member
       AND l.firm + l.tolerance > 0))";

auto columns_of(const std::vector<CycleNotice>& notices) {
  return sdk::unnest(notices, &CycleNotice::index, &CycleNotice::member, &CycleNotice::cycle);
}
}  // namespace

Result<std::vector<NoticeCycle>> cycles_without_order(sdk::Call& call,
                                                      const std::vector<CycleNotice>& notices) {
  static const std::string statement = select_open("NOT " + has_lines);
  return call.query<NoticeCycle>(statement, call.organisation(), call.now(), columns_of(notices));
}

Result<std::vector<NoticeCycle>> cycles_unconfirmed(sdk::Call& call,
                                                    const std::vector<CycleNotice>& notices) {
  static const std::string statement = select_open(has_lines + R"( AND EXISTS (
      SELECT 1 FROM orders.member_order o
       WHERE o.org_id = $1 AND o.cycle_id = n.cycle AND o.member_number = n.member
         AND o.state = {unconfirmed}))");
  return call.query<NoticeCycle>(statement, call.organisation(), call.now(), columns_of(notices));
}

Result<std::vector<SlipLine>> slip_lines(sdk::Call& call, const std::vector<CycleNotice>& notices) {
  return call.query<SlipLine>(R"(
      SELECT n.index, c.name AS cycle, c.pickup, o.name AS product, o.unit, a.allotted,
             (a.total_cents + coalesce((
               SELECT sum(d.cents) FROM orders.adjustment d
                WHERE d.org_id = $1 AND d.cycle_id = a.cycle_id
                  AND d.member_number = a.member_number AND d.code = a.code), 0))::bigint
               AS total_cents
        FROM unnest($2::int[], $3::text[], $4::uuid[]) AS n (index, member, cycle)
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = n.cycle
        JOIN orders.allotment a
          ON a.org_id = $1 AND a.cycle_id = n.cycle AND a.member_number = n.member
        JOIN orders.offer o ON o.org_id = $1 AND o.cycle_id = n.cycle AND o.code = a.code
       ORDER BY n.index, o.code)",
                              call.organisation(), columns_of(notices));
}

Result<std::vector<DeliveryLine>> delivery_lines(sdk::Call& call,
                                                 const std::vector<DeliveryNotice>& notices) {
  return call.query<DeliveryLine>(
      R"(
      SELECT n.index, d.id AS delivery, c.name AS cycle, c.pickup, d.producer, d.issued_at,
             d.expires_at, encode(d.token_hash, 'hex') AS token_hash, o.name AS product, o.unit,
             o.case_size, s.cases, s.quantity
        FROM unnest($3::int[], $4::uuid[]) AS n (index, delivery)
        JOIN orders.delivery d ON d.org_id = $1 AND d.id = n.delivery
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = d.cycle_id
        JOIN orders.supply s ON s.org_id = $1 AND s.cycle_id = d.cycle_id
        JOIN orders.offer o ON o.org_id = $1 AND o.cycle_id = s.cycle_id AND o.code = s.code
         AND o.producer = d.producer
       WHERE d.expires_at > $2 AND o.offered IS NULL AND s.quantity > 0
       ORDER BY n.index, o.code)",
      call.organisation(), call.now(),
      sdk::unnest(notices, &DeliveryNotice::index, &DeliveryNotice::delivery));
}

Result<Instant> week_after_pickup(sdk::Call& call, const Uuid& cycle, const std::string& zone) {
  return call.get<Instant>(
      "SELECT (pickup + 8)::timestamp AT TIME ZONE $3 FROM orders.cycle "
      "WHERE org_id = $1 AND id = $2",
      call.organisation(), cycle, zone);
}

Result<std::vector<std::string>> members_with_order(sdk::Call& call, bool unconfirmed) {
  static const std::string statement = names.in(R"(
      SELECT n.member FROM (
        SELECT DISTINCT o.member_number AS member FROM orders.cycle c
          JOIN orders.member_order o ON o.org_id = $1 AND o.cycle_id = c.id
         WHERE c.org_id = $1 AND c.state = {open} AND c.closes_at > $2
           AND (o.state = {unconfirmed} OR o.state = {confirmed} AND NOT $3::boolean)
           AND EXISTS (SELECT 1 FROM orders.line l
                        WHERE l.org_id = $1 AND l.cycle_id = c.id
                          AND l.member_number = o.member_number
                          AND l.firm + l.tolerance > 0)) n
       ORDER BY length(n.member), n.member)");
  return call.query<std::string>(statement, call.organisation(), call.now(), unconfirmed);
}

}  // namespace halle::orders::store
