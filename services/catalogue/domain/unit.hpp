#pragma once
// The units that products are sold by, and what each of them means. The switches are compiled with
// -Wswitch-enum (see CMakeLists.txt): a new unit does not build until every meaning is decided
// here, in store/units.hpp (its value in the contract), in orders and in the command line. Pure.

#include <array>
#include <set>
#include <string>

namespace halle::catalogue {

/// What the product is sold by, or its content measured in. The numbers are those of the contract
/// and of the tables (store/units.hpp); none: not said.
enum class Unit { none, piece, kilogram, litre };

inline constexpr std::array all_units{Unit::piece, Unit::kilogram, Unit::litre};

/// Whether only whole ones are sold.
constexpr bool is_countable(Unit unit) {
  switch (unit) {
    case Unit::piece:
      return true;
    case Unit::none:
    case Unit::kilogram:
    case Unit::litre:
      return false;
  }
  return false;
}

/// Whether it measures content: what is in a piece is said in such a unit, and what is sold by one
/// has no other content.
constexpr bool is_measure(Unit unit) {
  switch (unit) {
    case Unit::none:
    case Unit::piece:
      return false;
    case Unit::kilogram:
    case Unit::litre:
      return true;
  }
  return false;
}

/// What it is called in a cell: folded words in the singular.
const std::set<std::string, std::less<>>& words_of(Unit unit);

}  // namespace halle::catalogue
