#pragma once
// What the rules of an order cycle say, found by brute force: quantities are tried out one by one,
// and every item is handed out on its own. Shares no code with services/orders. Quantities are
// thousandths of the product's unit and not negative. Pure.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::test::oracle {

/// What is ordered from the producer. `case_size` 0: no cases; `minimum` 0: none.
std::int64_t quantity(std::int64_t firm, std::int64_t tolerance, std::int64_t case_size,
                      std::int64_t minimum);

/// A member's line as it was from `at` on. Versions of one member's line are 1, 2, 3 …
struct Change {
  std::string member;
  int version = 0;
  Instant at;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// Who gets how much of `quantity`: every member who asks for something in the end, also one who
/// gets nothing. Time and memory grow with the quantities over their greatest common divisor.
std::map<std::string, std::int64_t> shares(std::vector<Change> changes, std::int64_t quantity);

}  // namespace halle::test::oracle
