#pragma once
// The values that units have in the contract and in the tables' columns `unit` and `net_unit`.

#include <optional>

#include "halle/catalogue/v1/catalogue.pb.h"
#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue::store {

static_assert(v1::Unit_ARRAYSIZE == all_units.size() + 1, "each has a value, beside unspecified");

constexpr v1::Unit wire(Unit unit) {
  switch (unit) {
    case Unit::piece:
      return v1::UNIT_PIECE;
    case Unit::kilogram:
      return v1::UNIT_KILOGRAM;
    case Unit::litre:
      return v1::UNIT_LITRE;
  }
  return v1::UNIT_UNSPECIFIED;
}

/// Unspecified if there is none.
constexpr v1::Unit wire(std::optional<Unit> unit) {
  return unit ? wire(*unit) : v1::UNIT_UNSPECIFIED;
}

/// The unit with that value; empty if there is none.
constexpr std::optional<Unit> unit_of(v1::Unit value) {
  for (const auto unit : all_units)
    if (wire(unit) == value) return unit;
  return std::nullopt;
}

}  // namespace halle::catalogue::store
