#pragma once
// When a letter that failed is tried again.

#include <chrono>
#include <optional>

namespace halle::notify_email {

/// The pause after that many attempts (1 or more): a minute, then longer and longer up to half a
/// day; empty: it is given up.
std::optional<std::chrono::minutes> pause_after(int attempts);

}  // namespace halle::notify_email
