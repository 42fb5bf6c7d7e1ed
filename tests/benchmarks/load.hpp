#pragma once
// Load on a node: many calls in flight for some seconds.

#include <functional>
#include <string>

#include "tests/support/shop.hpp"

namespace halle::test {

struct Load {
  double per_second = 0;
  double median_ms = 0;
  double p99_ms = 0;
  int errors = 0;
  std::string first_error;
};

/// One call; `random` is any number, different each time. Returns the reason of a failure, or
/// nothing.
using OneCall = std::function<std::string(Shop& shop, std::uint32_t random)>;

/// Keeps `in_flight` calls under way at a node for a second to warm up and then `seconds` that
/// count.
Load run_load(const std::string& address, const std::string& token, const Uuid& organisation,
              int in_flight, double seconds, const OneCall& call);

}  // namespace halle::test
