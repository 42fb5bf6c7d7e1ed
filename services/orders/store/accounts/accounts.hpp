#pragma once
// The money of an organisation: orders.entry, orders.posting and orders.fund. Cents; a positive
// amount on a member's account is what the member has, a negative one what the member owes.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::orders::store {

/// A movement of a member's account.
struct MovementRow {
  Instant at;
  std::int64_t amount_cents = 0;
  std::int64_t balance_cents = 0;  // after it
  std::optional<std::string> cycle_name;
  std::optional<Uuid> cycle;               // empty: it comes from none
  std::optional<std::string> adjustments;  // see read_adjustments(); empty: none
  std::string cause;                       // its first word: `cycle`, `dues` …
};
HALLE_ROW(MovementRow, at, amount_cents, balance_cents, cycle_name, cycle, adjustments, cause)

/// The last 500, newest first.
Result<std::vector<MovementRow>> movements(sdk::Call& call, const std::string& member);

struct BalanceRow {
  std::string member_number;
  std::int64_t balance_cents = 0;
};
HALLE_ROW(BalanceRow, member_number, balance_cents)

/// Of all members with a movement, by number.
Result<std::vector<BalanceRow>> balances(sdk::Call& call);

/// A fund and its movements in one cycle.
struct FundRow {
  std::int64_t balance_cents = 0;
  std::optional<Uuid> cycle;  // empty, like all below: no cycle has used it
  std::optional<std::string> cycle_name;
  std::optional<Instant> closed_at;
  std::optional<std::int64_t> given_cents;
  std::optional<std::int64_t> used_cents;  // granted part of asked_cents, 0 or more
  std::optional<std::int64_t> asked_cents;
};
HALLE_ROW(FundRow, balance_cents, cycle, cycle_name, closed_at, given_cents, used_cents,
          asked_cents)

/// The last 100 cycles that used the fund, newest first; one row if none has, none if there is no
/// such fund.
Result<std::vector<FundRow>> fund(sdk::Call& call, const std::string& id);

/// A movement with a cause that other modules name.
struct Posted {
  bool fresh = false;    // false: there was an entry with that cause
  bool differs = false;  // that entry moved something else
};
/// The same as move_money(), and whether an entry of that cause is another one.
Result<Posted> post_once(sdk::Call& call, const std::string& cause, const std::string& from,
                         const std::string& to, std::int64_t cents);

/// Moves cents from one account to another, once for each cause; no effect if `cents` is 0.
Status move_money(sdk::Call& call, const std::string& cause, const std::string& from,
                  const std::string& to, std::int64_t cents);

}  // namespace halle::orders::store
