#pragma once
// Sessions as messages, and their details as they are read from requests.

#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {

v1::Session message_of(const store::SessionRow& row);
/// What is said of a session now, as in a request to change it.
v1::SessionDetails details_of(const store::SessionRow& row);
/// A price as a request or a stored session has it.
Price price_of(const v1::Price& given);
Price price_of(const store::SessionRow& row);

/// Validates a session's details and converts its local times, which are to come; its id is new.
/// Runs a statement. Errors: INVALID_ARGUMENT, NOT_FOUND `workshops.workshop_unknown`.
Result<store::SessionValues> read_details(sdk::Call& call, const v1::SessionDetails& details);

/// Emits that the session has changed.
void emit_changed(sdk::Call& call, const Uuid& session, v1::SessionState state, Instant starts);

}  // namespace halle::workshops
