#pragma once
// Who gets what: first come, first served, over the dated sub-ledger of a product. Quantities are
// thousandths of the product's unit. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::orders {

/// A member's line as it was from `at` on. Versions of one member's line are 1, 2, 3 …
struct LineChange {
  std::string member;
  int version = 0;
  Instant at;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// A quantity and since when it has been asked for.
struct LedgerRow {
  Instant at;
  std::string member;
  int version = 0;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// The sub-ledger that a product's changes come to. An increase adds a row with the difference
/// alone; a decrease eats the member's rows newest first, firm and tolerance each for itself; empty
/// rows vanish. A version is never dated before the one it follows, whatever the clock said.
/// Sorted by (at, member, version): members of the same instant by their key, byte by byte.
std::vector<LedgerRow> fold_changes(std::vector<LineChange> changes);

struct Share {
  std::string member;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
  std::int64_t allotted = 0;
};

/// Shares `quantity` out: first the firm quantities in the order of `rows`, then, of what is left,
/// the tolerances in the same order. One share for each member with a row, by member.
std::vector<Share> allot(const std::vector<LedgerRow>& rows, std::int64_t quantity);

}  // namespace halle::orders
