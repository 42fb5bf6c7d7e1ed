#pragma once
// Disco soupes as messages.

#include <vector>

#include "plugins/disco_soupe/store/drafts.hpp"

namespace halle::disco_soupe {

/// Drafts with what they use and their parts, in the order given.
Result<std::vector<v1::Draft>> messages_of(sdk::Call& call,
                                           const std::vector<store::DraftRow>& rows);
/// One of them, as it is now. Error: store::unknown_draft().
Result<v1::Draft> message_of(sdk::Call& call, const Uuid& id);

/// FAILED_PRECONDITION `disco_soupe.undone`, `disco_soupe.begun`.
Status check_open(const store::DraftRow& draft, Instant now);

}  // namespace halle::disco_soupe
