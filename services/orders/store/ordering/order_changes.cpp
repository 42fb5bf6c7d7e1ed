#include "services/orders/store/ordering/order_changes.hpp"

#include "services/orders/store/names.hpp"

namespace halle::orders::store {
namespace {
/// Writes lines and returns one row for each: the gate's columns, then the verdict. $5 codes, $6
/// firm, $7 tolerance, $8 minutes of a hold. OFFSET 0 makes the planner look up each line by
/// primary key, whatever the tables' statistics.
const std::string write = names.in(with_gate + R"(,
    -- the lines asked for, beside the offer and the line as they were
    wanted AS MATERIALIZED (
      SELECT g.n, g.code, o.unit, o.stock, o.available, g.firm, g.tolerance,
             coalesce(l.held, 0) AS was_held, coalesce(l.version, 0) AS version,
             (g.firm, g.tolerance) IS DISTINCT FROM (coalesce(l.firm, 0), coalesce(l.tolerance, 0))
               AS changed, l.hold_from,
             CASE WHEN o.stock AND g.firm > 0 AND gate.order_state = {unconfirmed}
                  THEN coalesce(l.hold_from, $4) + make_interval(mins => $8) END AS hold_until
        FROM unnest($5::text[], $6::bigint[], $7::bigint[]) WITH ORDINALITY
          AS g (code, firm, tolerance, n)
        CROSS JOIN gate
        LEFT JOIN LATERAL (
          SELECT o.unit, o.offered IS NOT NULL AS stock, o.available FROM orders.offer o
           WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = g.code OFFSET 0) o ON true
        LEFT JOIN LATERAL (
          SELECT l.firm, l.tolerance, l.held, l.version, l.hold_from FROM orders.line l
           WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3 AND l.code = g.code
          OFFSET 0) l ON true),
    -- what each line holds from now on: nothing once its time is over
    kept AS MATERIALIZED (
      SELECT w.*, coalesce(w.hold_until > $4, true) AS holds,
             CASE WHEN w.stock AND coalesce(w.hold_until > $4, true) THEN w.firm ELSE 0 END AS held
        FROM wanted w),
    -- those that may be written
    good AS MATERIALIZED (
      SELECT w.*, gate.order_state FROM kept w CROSS JOIN gate
       WHERE w.unit IS NOT NULL AND gate.cycle_state = {open} AND NOT gate.late
         AND gate.standing = {active} AND gate.order_state IS NOT NULL),
    -- stock whose hold changes, and by how much
    locked AS MATERIALIZED (
      SELECT o.code, o.available, g.held - g.was_held AS more
        FROM orders.offer o JOIN good g ON g.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND g.stock AND g.held <> g.was_held
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    -- the part of it that there is enough of
    taken AS (
      UPDATE orders.offer o SET available = o.available - k.more FROM locked k
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = k.code
         AND o.available >= k.more
      RETURNING o.code),
    stored AS (
      INSERT INTO orders.line AS t (org_id, cycle_id, member_number, code, firm, tolerance,
          held, hold_until, hold_from, version)
      SELECT $1, $2, $3, code, firm, tolerance, held, CASE WHEN holds THEN hold_until END,
             CASE WHEN hold_until IS NULL THEN hold_from ELSE coalesce(hold_from, $4) END,
             version + changed::int
        FROM good WHERE changed OR held <> was_held
      ON CONFLICT (org_id, cycle_id, member_number, code) DO UPDATE
        SET firm = excluded.firm, tolerance = excluded.tolerance, held = excluded.held,
            hold_until = excluded.hold_until, hold_from = excluded.hold_from,
            version = excluded.version),
    -- the dated sub-ledger
    noted AS (
      INSERT INTO orders.line_change (org_id, cycle_id, code, member_number, version, at, firm,
          tolerance)
      SELECT $1, $2, code, $3, version + 1, $4, firm, tolerance FROM good WHERE changed)
    SELECT gate.*, w.unit, coalesce(w.stock, false) AS from_stock,
           coalesce(w.stock AND CASE WHEN w.holds THEN w.held <> w.was_held AND t.code IS NULL
                                     ELSE w.firm > w.available + w.was_held END, false)
             AS out_of_stock,
           coalesce(k.available, w.available) + w.was_held AS could_have,
           CASE WHEN w.holds THEN w.hold_until END AS held_until
      FROM gate CROSS JOIN kept w LEFT JOIN taken t ON t.code = w.code
      LEFT JOIN locked k ON k.code = w.code
     ORDER BY w.n)");

const std::string confirm = names.in(with_gate + R"(,
    -- the lines with a quantity, and whether they ask for stock that is not held any more
    mine AS MATERIALIZED (
      SELECT l.code, l.firm, l.held, l.hold_until, o.available,
             o.offered IS NOT NULL AND l.firm > l.held AS lapsed
        FROM orders.line l JOIN orders.offer o
          ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id AND o.code = l.code
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.firm + l.tolerance > 0),
    locked AS MATERIALIZED (
      SELECT o.code, m.firm - m.held AS more
        FROM orders.offer o JOIN mine m ON m.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND m.lapsed
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    -- what there is enough of
    taken AS (
      UPDATE orders.offer o SET available = o.available - k.more FROM locked k
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = k.code
         AND o.available >= k.more
      RETURNING o.code),
    -- lines of a confirmed order hold for good
    kept AS (
      UPDATE orders.line l SET held = l.firm, hold_until = NULL FROM mine m
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.code = m.code AND (m.lapsed OR m.hold_until IS NOT NULL)),
    confirmed AS (
      UPDATE orders.member_order o SET state = {confirmed}
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3
         AND o.state = {unconfirmed})
    SELECT gate.*, EXISTS (SELECT 1 FROM mine) AS has_lines, s.code AS lacking,
           s.available + s.held AS could_have
      FROM gate LEFT JOIN (
        SELECT * FROM mine m
         WHERE m.lapsed AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.code = m.code)) s
        ON true
     ORDER BY s.code)");

const std::string cancel = names.in(with_gate + R"(,
    -- the lines with a quantity; none if the cycle takes no changes
    mine AS MATERIALIZED (
      SELECT l.code, l.held, l.version FROM orders.line l CROSS JOIN gate
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.firm + l.tolerance > 0 AND gate.cycle_state = {open} AND NOT gate.late),
    -- stock that they hold
    locked AS MATERIALIZED (
      SELECT o.code, m.held FROM orders.offer o JOIN mine m ON m.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND m.held > 0
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    freed AS (
      UPDATE orders.offer o SET available = o.available + k.held FROM locked k
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = k.code),
    emptied AS (
      UPDATE orders.line l
         SET firm = 0, tolerance = 0, held = 0, hold_until = NULL, version = m.version + 1
        FROM mine m
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.code = m.code),
    -- the dated sub-ledger
    noted AS (
      INSERT INTO orders.line_change (org_id, cycle_id, code, member_number, version, at, firm,
          tolerance)
      SELECT $1, $2, code, $3, version + 1, $4, 0, 0 FROM mine),
    cancelled AS (
      UPDATE orders.member_order o SET state = {cancelled}
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3
         AND o.state <> {cancelled})
    SELECT gate.*, EXISTS (SELECT 1 FROM mine) AS has_lines FROM gate)");

const std::string release = names.in(R"(
    WITH
    -- unconfirmed orders with a hold that is over
    lapsed AS MATERIALIZED (
      SELECT o.member_number FROM orders.member_order o
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = {unconfirmed} AND EXISTS (
         SELECT 1 FROM orders.line l
          WHERE l.org_id = o.org_id AND l.cycle_id = o.cycle_id
            AND l.member_number = o.member_number AND l.hold_until <= $3)
       FOR UPDATE SKIP LOCKED),
    -- their lines whose hold is over
    held AS MATERIALIZED (
      SELECT l.member_number, l.code, l.held FROM orders.line l
        JOIN lapsed s ON s.member_number = l.member_number
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.hold_until <= $3),
    locked AS MATERIALIZED (
      SELECT o.code FROM orders.offer o
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code IN (SELECT code FROM held)
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    -- stock that can be promised again
    freed AS (
      UPDATE orders.offer o SET available = o.available + s.held
        FROM (SELECT k.code, sum(h.held) AS held FROM locked k
                JOIN held h ON h.code = k.code GROUP BY k.code) s
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = s.code),
    released AS (
      UPDATE orders.line l SET held = 0, hold_until = NULL FROM held h
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = h.member_number
         AND l.code = h.code
      RETURNING 1)
    SELECT count(*) FROM released)");
}  // namespace

Result<std::vector<WrittenLine>> write_lines(sdk::Call& call, const Uuid& cycle,
                                             const std::string& member,
                                             const std::vector<WantedLine>& lines,
                                             int hold_minutes) {
  return call.query<WrittenLine>(
      write, call.organisation(), cycle, member, call.now(),
      sdk::unnest(lines, &WantedLine::code, &WantedLine::firm, &WantedLine::tolerance),
      hold_minutes);
}

Result<std::vector<ConfirmedOrder>> confirm_order(sdk::Call& call, const Uuid& cycle,
                                                  const std::string& member) {
  return call.query<ConfirmedOrder>(confirm, call.organisation(), cycle, member, call.now());
}

Result<OrderBefore> cancel_order(sdk::Call& call, const Uuid& cycle, const std::string& member) {
  return call.get<OrderBefore>(cancel, call.organisation(), cycle, member, call.now());
}

Result<std::vector<Uuid>> cycles_with_lapsed_holds(sdk::Call& call) {
  return call.query<Uuid>(
      "SELECT DISTINCT cycle_id FROM orders.line WHERE org_id = $1 AND hold_until <= $2 ORDER BY 1",
      call.organisation(), call.now());
}

Result<int> release_holds(sdk::Call& call, const Uuid& cycle) {
  return call.get<int>(release, call.organisation(), cycle, call.now());
}

Result<std::vector<UnconfirmedOrder>> take_unconfirmed(sdk::Call& call) {
  static const std::string take = names.in(R"(
      WITH due AS MATERIALIZED (
        SELECT o.cycle_id AS cycle, c.closes_at, o.member_number AS member FROM orders.cycle c
          JOIN orders.member_order o ON o.org_id = $1 AND o.cycle_id = c.id
          JOIN orders.member m ON m.org_id = $1 AND m.number = o.member_number
         WHERE c.org_id = $1 AND c.state = {open} AND c.closes_at > $2
           AND c.closes_at <= $2::timestamptz + interval '24 hours'
           AND o.state = {unconfirmed} AND o.reminded_at IS NULL AND m.standing = {active}
           AND EXISTS (SELECT 1 FROM orders.line l
                        WHERE l.org_id = $1 AND l.cycle_id = c.id
                          AND l.member_number = o.member_number AND l.firm + l.tolerance > 0)
           -- the member may still be choosing
           AND (c.closes_at <= $2::timestamptz + interval '30 minutes' OR NOT EXISTS (
             SELECT 1 FROM orders.line l
               JOIN orders.line_change h ON h.org_id = $1 AND h.cycle_id = c.id
                AND h.code = l.code AND h.member_number = l.member_number
                AND h.version = l.version
              WHERE l.org_id = $1 AND l.cycle_id = c.id AND l.member_number = o.member_number
                AND h.at > $2::timestamptz - interval '30 minutes'))
         ORDER BY o.cycle_id, o.member_number FOR NO KEY UPDATE OF o SKIP LOCKED),
      noted AS (
        UPDATE orders.member_order o SET reminded_at = $2 FROM due d
         WHERE o.org_id = $1 AND o.cycle_id = d.cycle AND o.member_number = d.member)
      SELECT cycle, closes_at, member FROM due ORDER BY cycle, length(member), member)");
  return call.query<UnconfirmedOrder>(take, call.organisation(), call.now());
}

}  // namespace halle::orders::store
