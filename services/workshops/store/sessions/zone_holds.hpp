#pragma once
// The table workshops.zone_hold: what premises holds for sessions.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::workshops::store {

/// What premises holds for a session.
struct ZoneHold {
  Uuid session;
  Uuid zone;
  Instant starts_at{};
  Instant ends_at{};
  bool booked = false;  // not only asked for
};
/// Queues: it holds that, and nothing else.
void note_hold(sdk::Call& call, const ZoneHold& hold);
/// Queues: it holds nothing.
void note_no_hold(sdk::Call& call, const Uuid& session);

/// Whether something is held for a session that is not published or has no zone.
Result<bool> holds_in_vain(sdk::Call& call, const Uuid& session);
/// Sessions for which something to come is held since `until` or longer that they do not want, or
/// that do not exist; so many at most.
Result<std::vector<Uuid>> held_in_vain(sdk::Call& call, Instant until, int most);
/// Forgets what was held for them until then.
Status forget_holds(sdk::Call& call, const std::vector<Uuid>& sessions, Instant until);

}  // namespace halle::workshops::store
