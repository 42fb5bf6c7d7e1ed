#include <algorithm>
#include <optional>
#include <set>

#include "core/base/decimal.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/order_gate.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t most = 10'000'000;  // ten thousand pieces, kilograms or litres
constexpr int most_lines = 500;
constexpr int hold_minutes = 30;

struct Lines {
  std::vector<std::string> codes;
  std::vector<std::int64_t> firm, tolerance;
};

Result<Lines> read_lines(const v1::SetLinesRequest& request) {
  if (request.lines().empty()) return bad_field("lines", "orders.no_lines");
  if (request.lines_size() > most_lines) return bad_field("lines", "orders.too_many_lines");
  Lines lines;
  std::set<std::string> seen;
  for (const auto& line : request.lines()) {
    if (line.quantity() < 0 || line.quantity() > most)
      return bad_field("quantity", "orders.bad_quantity", format_decimal(line.quantity(), 3));
    if (line.tolerance() < 0 || line.tolerance() > most)
      return bad_field("tolerance", "orders.bad_quantity", format_decimal(line.tolerance(), 3));
    if (!seen.insert(line.product()).second)
      return bad_field("product", "orders.product_twice", line.product());
    lines.codes.push_back(line.product());
    lines.firm.push_back(line.quantity());
    lines.tolerance.push_back(line.tolerance());
  }
  return lines;
}

/// One row for each line: the gate, then product unknown, by the piece, from stock, out of stock,
/// what the member could have, until when it is held for an order that is not confirmed. Writes
/// what it can; the caller undoes it if anything is wrong. A line that is not confirmed holds stock
/// for so long from when it first did in this cycle, whatever becomes of it meanwhile. Rows of
/// stock are locked in the order of their codes. OFFSET 0 keeps each look-up one of the primary
/// key, whatever the planner thinks of the tables' sizes.
const std::string write_lines = store::with_gate + R"(,
    wanted AS MATERIALIZED (
      SELECT g.n, g.code, o.unit, o.stock, o.available, g.firm, g.tolerance,
             coalesce(l.held, 0) AS was_held, coalesce(l.version, 0) AS version,
             (g.firm, g.tolerance) IS DISTINCT FROM (coalesce(l.firm, 0), coalesce(l.tolerance, 0))
               AS changed, l.hold_from,
             CASE WHEN o.stock AND g.firm > 0 AND gate.order_state = 1
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
    kept AS MATERIALIZED (
      SELECT w.*, coalesce(w.hold_until > $4, true) AS holds,
             CASE WHEN w.stock AND coalesce(w.hold_until > $4, true) THEN w.firm ELSE 0 END AS held
        FROM wanted w),
    good AS MATERIALIZED (
      SELECT w.*, gate.order_state FROM kept w CROSS JOIN gate
       WHERE w.unit IS NOT NULL AND gate.cycle_state = 1 AND NOT gate.late
         AND gate.standing = 1 AND gate.order_state IS NOT NULL),
    locked AS MATERIALIZED (
      SELECT o.code, o.available, g.held - g.was_held AS more
        FROM orders.offer o JOIN good g ON g.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND g.stock AND g.held <> g.was_held
       ORDER BY o.code FOR NO KEY UPDATE OF o),
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
    noted AS (
      INSERT INTO orders.line_change (org_id, cycle_id, code, member_number, version, at, firm,
          tolerance)
      SELECT $1, $2, code, $3, version + 1, $4, firm, tolerance FROM good WHERE changed)
    SELECT gate.*, w.unit IS NULL, w.unit = 1, w.stock,
           w.stock AND CASE WHEN w.holds THEN w.held <> w.was_held AND t.code IS NULL
                            ELSE w.firm > w.available + w.was_held END,
           coalesce(k.available, w.available) + w.was_held,
           CASE WHEN w.holds THEN w.hold_until END
      FROM gate CROSS JOIN kept w LEFT JOIN taken t ON t.code = w.code
      LEFT JOIN locked k ON k.code = w.code
     ORDER BY w.n)";

Status check_lines(const sdk::Rows& rows, const Lines& lines) {
  Error error{Code::invalid_argument, {}};
  const auto reject = [&](std::string field, const char* reason, std::string value, Code code) {
    if (error.fields.empty()) {
      error.code = code;
      error.reason = reason;
    }
    error.fields.push_back({std::move(field), reason, std::move(value)});
  };
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const auto& code = lines.codes[r];
    const auto wrong = [&](const char* field, const char* reason, std::int64_t quantity) {
      reject(field, reason, code + ": " + format_decimal(quantity, 3), Code::invalid_argument);
    };
    if (row.truth(4)) {
      reject("product", "orders.product_unknown", code, Code::not_found);
    } else if (row.truth(5) && lines.firm[r] % 1000 != 0) {
      wrong("quantity", "orders.not_whole", lines.firm[r]);
    } else if (row.truth(5) && lines.tolerance[r] % 1000 != 0) {
      wrong("tolerance", "orders.not_whole", lines.tolerance[r]);
    } else if (row.truth(6) && lines.tolerance[r] > 0) {
      wrong("tolerance", "orders.stock_has_no_tolerance", lines.tolerance[r]);
    } else if (row.truth(7)) {
      reject("quantity", "orders.out_of_stock", code + ": " + format_decimal(row.number(8), 3),
             Code::failed_precondition);
    }
  }
  return error.fields.empty() ? Status(Done{}) : Status(std::move(error));
}
}  // namespace

Result<v1::SetLinesReply> Orders::set_lines(sdk::Call& call, const v1::SetLinesRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  HALLE_TRY(lines, read_lines(request));
  const auto write = [&] {
    store::lock_cycle(call, cycle, store::Lock::shared);
    store::lock_order(call, cycle, request.member(), true);
    return call.query(write_lines, call.organisation(), cycle, request.member(), call.now(),
                      lines.codes, lines.firm, lines.tolerance, hold_minutes);
  };
  HALLE_TRY(rows, write());
  if (const store::Gate gate(rows[0]); gate.cycle_state && gate.order_state == 0) {
    // Asked for now, or told of by an event between the two statements.
    if (!gate.knows_member()) HALLE_CHECK(store::fetch_member(call, request.member()));
    HALLE_TRY(again, write());
    rows = again;
  }
  const store::Gate gate(rows[0]);
  HALLE_CHECK(store::check_cycle(gate, request.cycle()));
  HALLE_CHECK(store::check_standing(gate, request.member()));
  HALLE_CHECK(check_lines(rows, lines));
  v1::SetLinesReply reply;
  reply.set_state(static_cast<v1::OrderState>(gate.order_state));
  std::optional<Instant> held_until;
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (!rows[r].is_null(9))
      held_until = std::min(rows[r].instant(9), held_until.value_or(rows[r].instant(9)));
  if (held_until) sdk::set_timestamp(*reply.mutable_held_until(), *held_until);
  return reply;
}

}  // namespace halle::orders
