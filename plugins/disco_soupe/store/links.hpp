#pragma once
// The table disco_soupe.link: pages of growers, by the hash of their secret.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::disco_soupe::store {

struct LinkRow {
  Uuid id;
  std::string name;
  Instant made_at{};
};
HALLE_ROW(LinkRow, id, name, made_at)

/// Adds a link; false if there are `most` already.
Result<bool> add_link(sdk::Call& call, const LinkRow& link, const std::string& key, int most);
/// Open links, by name.
Result<std::vector<LinkRow>> links(sdk::Call& call);
/// Closes a link; false if there is no such open one.
Result<bool> close_link(sdk::Call& call, const Uuid& id);
/// Empties the names of closed links of which no lot is open. Whether there were any.
Result<bool> forget_growers(sdk::Call& call);
/// The open link with that secret.
Result<std::optional<LinkRow>> link_of(sdk::Call& call, const std::string& key);
/// The same, and it is not closed before the transaction ends.
Result<std::optional<LinkRow>> hold_link(sdk::Call& call, const std::string& key);

}  // namespace halle::disco_soupe::store
