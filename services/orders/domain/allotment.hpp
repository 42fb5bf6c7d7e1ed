#pragma once
// Allotment of a product: first come, first served, over its dated sub-ledger. Quantities are
// thousandths of the product's unit. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::orders {

/// State of a member's line from `at` on. Versions of one line are 1, 2, 3 …
struct LineChange {
  std::string member;
  int version = 0;
  Instant at;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// A quantity and the instant from which it has been asked for.
struct LedgerRow {
  Instant at;
  std::string member;
  int version = 0;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// Computes the sub-ledger of a product from the changes of its lines. An increase adds a row with
/// the difference only; a decrease reduces the member's newest rows first, firm and tolerance
/// separately; empty rows are removed. A version is never dated before the one it follows, whatever
/// the clock says. Sorted by (at, member, version): members of the same instant by number,
/// bytewise.
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
