#pragma once
// What members and producers are told when a cycle closes.

#include "services/orders/store/cycles/closing.hpp"

namespace halle::orders {

/// Emits the notices, in the transaction that closes the cycle.
Status tell_closed(sdk::Call& call, const Uuid& cycle, const store::Sheets& sheets);

}  // namespace halle::orders
