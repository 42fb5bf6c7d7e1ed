#pragma once
// The fee by bracket: each member picks one, and nobody says what she earns. What is paid above
// what a membership costs fills a pot, what is paid below comes out of it. Cents. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace halle::membership {

struct Bracket {
  std::string name;
  std::int64_t cents = 0;  // of a period
};

/// Brackets are known by their place, from 1 on.
struct FeeGrid {
  std::int64_t target_cents = 0;  // what a membership costs the association in a period
  std::vector<Bracket> brackets;
};

inline constexpr std::size_t most_brackets = 9;
inline constexpr std::int64_t dearest_cents = 1'000'000;

/// Names in order and different, cents within bounds, and at least one bracket that needs nothing
/// from the pot, without which nobody could be the first. Errors about the field they name:
/// `membership.bad_target`, `membership.bad_brackets`, `membership.bad_bracket_name`,
/// `membership.bad_bracket_cents`, `membership.nobody_could_join`.
Status check_grid(const FeeGrid& grid);

/// What one who pays `cents` puts into the pot; below 0: takes out.
constexpr std::int64_t to_pot(std::int64_t target_cents, std::int64_t cents) {
  return cents - target_cents;
}
/// Whether the pot reaches for that: it may be used up, and never falls below 0.
constexpr bool covered(std::int64_t pot_cents, std::int64_t change) {
  return change >= 0 || pot_cents + change >= 0;
}

}  // namespace halle::membership
