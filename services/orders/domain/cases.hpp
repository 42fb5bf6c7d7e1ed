#pragma once
// The quantity ordered from a producer. Quantities are thousandths of the product's unit. Pure.

#include <cstdint>

namespace halle::orders {

/// How a product is sold by its producer.
struct Lot {
  std::int64_t case_size = 0;  // 0: the exact quantity
  std::int64_t minimum = 0;    // 0: none; in the product's unit, not in cases
};

struct Supply {
  std::int64_t cases = 0;  // 0 without a case size
  std::int64_t quantity = 0;
};

/// The quantity to order when members ask for `firm` in all and accept `tolerance` more.
Supply supply_for(std::int64_t firm, std::int64_t tolerance, const Lot& lot);

}  // namespace halle::orders
