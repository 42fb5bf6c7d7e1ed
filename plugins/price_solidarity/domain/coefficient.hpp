#pragma once
// What a coefficient makes of a price. Pure.

#include <cstdint>
#include <string>

namespace halle::price_solidarity {

/// Cents by which a price of `base_cents` changes at `coefficient` thousandths of it; the new price
/// is rounded to whole cents, half a cent up. Never takes off more than the price.
std::int64_t change_of(std::int64_t base_cents, int coefficient);

/// How far a coefficient is from the price shown, in per cent: 850 → "15", 1025 → "2.5".
std::string percent(int coefficient);

}  // namespace halle::price_solidarity
