#pragma once
// A producer's link to a delivery.

#include <string>

#include "core/sdk/call.hpp"

namespace halle::orders {

/// When a link issued at that instant ends: seven days later, at a whole second.
inline Instant link_ends(Instant issued_at) {
  return std::chrono::floor<std::chrono::seconds>(issued_at + std::chrono::hours(7 * 24));
}

/// The secret of a link that the close of a cycle issues, which can be computed again for a letter.
inline Result<std::string> sent_token(const sdk::Call& call, const Uuid& delivery,
                                      Instant issued_at) {
  return call.secret("delivery:" + delivery.text() + ":" + format_instant(issued_at));
}

}  // namespace halle::orders
