#pragma once
// The values that units have in the contract and in the tables' columns `unit` and `net_unit`.

#include <algorithm>

#include "halle/catalogue/v1/catalogue.pb.h"
#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue::store {

constexpr v1::Unit wire(Unit unit) {
  switch (unit) {
    case Unit::piece:
      return v1::UNIT_PIECE;
    case Unit::kilogram:
      return v1::UNIT_KILOGRAM;
    case Unit::litre:
      return v1::UNIT_LITRE;
    case Unit::none:
      break;
  }
  return v1::UNIT_UNSPECIFIED;
}

static_assert(v1::Unit_ARRAYSIZE == all_units.size() + 1, "each unit of the contract is here");
static_assert(std::all_of(all_units.begin(), all_units.end(),
                          [](Unit unit) { return int{wire(unit)} == static_cast<int>(unit); }),
              "rows are read into Unit by its number");

}  // namespace halle::catalogue::store
