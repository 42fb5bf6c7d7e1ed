#pragma once
// The price per kilogram or litre that a shop must show (arrêté of 3 December 1987): computed,
// never typed. Pure.

#include <cstdint>

#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue {

/// Cents per kilogram or litre, rounded to the nearest, of a product whose unit costs
/// `price_cents`; 0 if that unit does not measure and its content (thousandths of a kilogram or
/// litre) is not known.
std::int64_t price_per_net_unit(Unit unit, std::int64_t price_cents, std::int64_t net_quantity);

}  // namespace halle::catalogue
