#pragma once
// What a registration costs, and what is kept of it when it is given back. Cents. Pure.

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.hpp"

namespace halle::workshops {

enum class PriceKind {
  free = 0,
  fixed = 1,         // the same for each person
  by_category = 2,   // members, reduced, visitors
  contribution = 3,  // what a participant chooses, not below a floor
};

/// For one person.
struct Price {
  PriceKind kind = PriceKind::free;
  std::int64_t cents = 0;          // fixed; of members; suggested
  std::int64_t reduced_cents = 0;  // by category
  std::int64_t visitor_cents = 0;  // by category
  std::int64_t floor_cents = 0;    // of a contribution
};

constexpr std::int64_t most_cents = 100'000;

/// Whether amounts are 0 to 1,000 euros, those of other kinds 0, and the suggestion not below the
/// floor. Error: INVALID_ARGUMENT `workshops.bad_price`.
Status check_price(const Price& price);

/// How a group comes.
struct Group {
  int persons = 1;
  bool member = true;
  bool reduced = false;
  std::optional<std::int64_t> chosen_cents;  // of a contribution, for all of them; the suggestion
};
/// What the whole group pays. Error: INVALID_ARGUMENT `workshops.below_floor` with the floor.
Result<std::int64_t> cents_of(const Price& price, const Group& group);

/// What is kept of `cents` when a place is given back too late: `percent` of it, rounded down to a
/// cent.
std::int64_t kept_cents(std::int64_t cents, int percent);

}  // namespace halle::workshops
