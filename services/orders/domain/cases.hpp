#pragma once
// How much of a product is ordered from its producer. Quantities are thousandths of the product's
// unit. Pure.

#include <cstdint>

namespace halle::orders {

/// How a product is sold by its producer.
struct Lot {
  std::int64_t case_size = 0;  // 0: exactly as asked
  std::int64_t minimum = 0;    // 0: none; in the product's unit, not in cases
};

struct Supply {
  std::int64_t cases = 0;  // 0 without a case size
  std::int64_t quantity = 0;
};

/// What to order when members firmly ask for `firm` in all and accept `tolerance` more.
///
/// With a case size P: floor(firm / P) cases, and exactly one more if something firm remains and
/// remainder + tolerance fill a case; tolerance never opens a case alone. Without: firm exactly.
/// A result under the minimum is raised to it (with cases: to the first whole case at or above it)
/// if firm + tolerance reach that far and firm is not 0; otherwise nothing is ordered.
/// So the quantity is 0 or at least the minimum, and never more than firm + tolerance.
Supply supply_for(std::int64_t firm, std::int64_t tolerance, const Lot& lot);

}  // namespace halle::orders
