#pragma once
// Calls of the extension points Pricing: adjustments of prices, and whether an order may be
// confirmed.

#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"
#include "services/orders/store/accounts/adjustments.hpp"

namespace halle::orders {

/// Price change of a basket, and its cycle.
struct BasketChange {
  std::string cycle;
  store::AdjustmentRow row;
};

/// Adjustments by modules.
struct PriceChanges {
  bool asked = false;    // an enabled module adjusts prices
  bool unknown = false;  // one of them failed
  std::vector<BasketChange> changes;
};

/// Calls all fillers of Pricing.Adjust; outside a transaction. A reduction larger than its line is
/// cut to it. Errors: `halle.filler_failed`, also for an adjustment that a module may not make.
Result<PriceChanges> ask_prices(sdk::Call& call, const v1::AdjustRequest& baskets);
/// The same for displaying an order: on failure the prices are the displayed ones.
PriceChanges look_at_prices(sdk::Call& call, const v1::AdjustRequest& baskets);

/// Checks with Pricing.MayOrder whether a member may confirm; outside a transaction.
/// FAILED_PRECONDITION with the reason of the first module that refuses.
Status ask_may_order(sdk::Call& call, const std::string& cycle, const std::string& member);

}  // namespace halle::orders
