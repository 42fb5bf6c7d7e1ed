#pragma once
// What other modules say about prices and orders.

#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"
#include "services/orders/store/accounts/adjustments.hpp"

namespace halle::orders {

/// A basket's change of price and the cycle it is of.
struct BasketChange {
  std::string cycle;
  store::AdjustmentRow row;
};

/// What modules say about prices.
struct PriceChanges {
  bool asked = false;    // some module is there to say something
  bool unknown = false;  // one of them did not answer
  std::vector<BasketChange> changes;
};

/// Asks every module that adjusts prices; outside of a transaction. What takes off more than a line
/// comes to is cut down to it. Errors: `halle.filler_failed`, also for what no module may say.
Result<PriceChanges> ask_prices(sdk::Call& call, const v1::AdjustRequest& baskets);
/// The same for displaying an order: on failure the prices are the displayed ones.
PriceChanges look_at_prices(sdk::Call& call, const v1::AdjustRequest& baskets);

/// Asks whether a member may confirm; outside of a transaction. FAILED_PRECONDITION with the reason
/// of the first module that says no.
Status ask_may_order(sdk::Call& call, const std::string& cycle, const std::string& member);

}  // namespace halle::orders
