#pragma once
// The table premises.feed: addresses of calendars, by the hash of their secret.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::premises::store {

struct FeedRow {
  Uuid id;
  Uuid zone_id;
  Uuid acting_org;
  std::optional<Uuid> maker;  // the account with whose rights it ends; none: it says no purposes
  Instant made_at{};
};
HALLE_ROW(FeedRow, id, zone_id, acting_org, maker, made_at)

/// Adds a feed under that secret. False if the association has `most` already. Locks: one at a
/// time.
Result<bool> add_feed(sdk::Call& call, const FeedRow& feed, const std::string& key, int most);
/// The latest first.
Result<std::vector<FeedRow>> feeds(sdk::Call& call);
/// Deletes one of these associations' feeds; of any, if there is no list. False if there is none.
Result<bool> remove_feed(sdk::Call& call, const Uuid& id,
                         const std::optional<std::vector<Uuid>>& associations);
/// The feed of that secret; empty if there is none.
Result<std::optional<FeedRow>> feed_of(sdk::Call& call, const std::string& key);

}  // namespace halle::premises::store
