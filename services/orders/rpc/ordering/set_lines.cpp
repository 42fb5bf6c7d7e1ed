#include <algorithm>
#include <optional>
#include <set>

#include "core/base/text/decimal.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/rpc/units.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/ordering/order_changes.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t most = 10'000'000;  // ten thousand pieces, kilograms or litres
constexpr int most_lines = 500;
constexpr int hold_minutes = 30;

Result<std::vector<store::WantedLine>> read_lines(const v1::SetLinesRequest& request) {
  if (request.lines().empty()) return bad_field("lines", "orders.no_lines");
  if (request.lines_size() > most_lines) return bad_field("lines", "orders.too_many_lines");
  std::vector<store::WantedLine> lines;
  std::set<std::string> seen;
  for (const auto& line : request.lines()) {
    if (line.quantity() < 0 || line.quantity() > most)
      return bad_field("quantity", "orders.bad_quantity", format_decimal(line.quantity(), 3));
    if (line.tolerance() < 0 || line.tolerance() > most)
      return bad_field("tolerance", "orders.bad_quantity", format_decimal(line.tolerance(), 3));
    if (!seen.insert(line.product()).second)
      return bad_field("product", "orders.product_twice", line.product());
    lines.push_back({line.product(), line.quantity(), line.tolerance()});
  }
  return lines;
}

/// Returns an error with one violation for each refused line. `rows`: the verdict on each line of
/// `lines`, in the same order.
Status check_lines(const std::vector<store::WrittenLine>& rows,
                   const std::vector<store::WantedLine>& lines) {
  Error error{Code::invalid_argument, {}};
  const auto reject = [&](std::string field, const char* reason, std::string value, Code code) {
    if (error.fields.empty()) {
      error.code = code;
      error.reason = reason;
    }
    error.fields.push_back({std::move(field), reason, std::move(value)});
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& row = rows[i];
    const auto& line = lines[i];
    const bool countable = row.unit && is_countable(*row.unit);
    const auto wrong = [&](const char* field, const char* reason, std::int64_t quantity) {
      reject(field, reason, line.code + ": " + format_decimal(quantity, 3), Code::invalid_argument);
    };
    if (!row.unit) {
      reject("product", "orders.product_unknown", line.code, Code::not_found);
    } else if (countable && line.firm % 1000 != 0) {
      wrong("quantity", "orders.not_whole", line.firm);
    } else if (countable && line.tolerance % 1000 != 0) {
      wrong("tolerance", "orders.not_whole", line.tolerance);
    } else if (row.from_stock && line.tolerance > 0) {
      wrong("tolerance", "orders.stock_has_no_tolerance", line.tolerance);
    } else if (row.out_of_stock) {
      reject("quantity", "orders.out_of_stock",
             line.code + ": " + format_decimal(*row.could_have, 3), Code::failed_precondition);
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
    return store::write_lines(call, cycle, request.member(), lines, hold_minutes);
  };
  HALLE_TRY(rows, write());
  if (const store::Gate& gate = rows[0]; gate.cycle_state && !gate.order_state) {
    // No order row: the member was unknown. Fetched now, or added by an event between the two
    // statements.
    if (!gate.knows_member()) HALLE_CHECK(store::fetch_member(call, request.member()));
    HALLE_TRY(again, write());
    rows = std::move(again);
  }
  const store::Gate& gate = rows[0];
  HALLE_CHECK(store::check_cycle(gate, request.cycle()));
  HALLE_CHECK(store::check_standing(gate, request.member()));
  HALLE_CHECK(check_lines(rows, lines));
  v1::SetLinesReply reply;
  reply.set_state(gate.order_state.value_or(v1::ORDER_STATE_UNSPECIFIED));
  std::optional<Instant> held_until;
  for (const auto& row : rows)
    if (row.held_until)
      held_until = std::min(*row.held_until, held_until.value_or(*row.held_until));
  if (held_until) sdk::set_timestamp(*reply.mutable_held_until(), *held_until);
  return reply;
}

}  // namespace halle::orders
