#pragma once
// Cycles and offers as rows.

#include <optional>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// Parses a cycle's id. Error NOT_FOUND `orders.cycle_unknown`.
Result<Uuid> cycle_id(const std::string& text);

/// NOT_FOUND `orders.cycle_unknown`.
Error unknown_cycle(const std::string& id);

/// Changes of orders share a cycle, its close has it alone. An advisory lock, because it is fair:
/// with a lock of the row a close could wait for ever behind orders that keep coming.
enum class Lock { shared, alone };

/// Joins the lock to the transaction, until its end. What follows sees all that was done before.
void lock_cycle(sdk::Call& call, const Uuid& id, Lock lock);

/// Inserts a cycle whose local close is read in `zone`; false if that hour has passed.
Result<bool> insert_cycle(sdk::Call& call, const Uuid& id, const v1::OpenCycleRequest& request,
                          const std::string& zone);
/// Copies product versions as offers.
Status insert_offers(sdk::Call& call, const Uuid& cycle,
                     const catalogue::v1::ListForOffersReply& products);
/// One cycle. Error NOT_FOUND `orders.cycle_unknown`.
Result<v1::Cycle> cycle(sdk::Call& call, const Uuid& id);
/// The id of a cycle that is closed. Errors: `orders.cycle_unknown`, `orders.cycle_open`.
Result<Uuid> closed_cycle(sdk::Call& call, const std::string& text);
/// All cycles, newest first.
Result<std::vector<v1::Cycle>> cycles(sdk::Call& call);
/// A cycle with its orders, as Cycles.Get says.
Result<v1::GetCycleReply> overview(sdk::Call& call, const Uuid& id);

/// The cycle of a row that begins with id, name, state, closes_at, pickup and closed_at.
v1::Cycle cycle_of(const sdk::Rows::Row& row);

}  // namespace halle::orders::store
