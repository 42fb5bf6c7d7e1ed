#pragma once
// Prices of quantities. Pure.

#include <cstdint>

namespace halle::orders {

/// Cents for `quantity` thousandths of a unit that costs `price_cents`, half a cent rounded up.
/// Within the limits of prices and quantities it cannot overflow.
std::int64_t total_cents(std::int64_t price_cents, std::int64_t quantity);

/// Cents, rounded likewise, for `quantity` thousandths of a unit that costs `cost` ten-thousandths
/// of a euro.
std::int64_t cost_total_cents(std::int64_t cost, std::int64_t quantity);

}  // namespace halle::orders
