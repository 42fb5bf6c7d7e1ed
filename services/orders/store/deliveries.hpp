#pragma once
// Producers' sheets of a closed cycle and the links to them.

#include <optional>

#include "core/sdk/call.hpp"

namespace halle::orders::store {

/// NOT_FOUND `orders.link_unknown`: the same whatever is wrong with a token.
Error unknown_link();

/// A producer's part in a cycle.
struct Delivery {
  Uuid id, cycle;
  std::string producer;
  Instant seen_at;
};

/// The delivery that a token opens now, locked until the end of the transaction and marked as seen.
/// Error: `orders.link_unknown`.
Result<Delivery> see_delivery(sdk::Call& call, const std::string& token);

}  // namespace halle::orders::store
