#pragma once
// Seats that change hands: booking.stand_in_since and the table shifts.wish, the shifts whose seat
// a member takes in return.

#include "core/sdk/call.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {

/// Notes that the member looks for a stand-in, or with `wanted` for a seat at one of these shifts
/// in return, in place of what the member looked for before; false if the member has no seat at the
/// shift. Within lock_shift().
Result<bool> seek(sdk::Call& call, const Key& key, const std::string& member,
                  const std::vector<Key>& wanted);

/// Queues: the member keeps the seat.
void stop_seeking(sdk::Call& call, const Key& key, const std::string& member);

/// The number of the member who has the seat and takes one at `in_return` for it; empty if there is
/// none.
Result<std::optional<std::string>> proposer(sdk::Call& call, const Key& key, int seat,
                                            const Key& in_return);

/// A seat that a member gave up.
struct GivenSeat {
  Uuid member_id;
  int seat = 0;
  std::string title;
  Instant starts_at{};
};
HALLE_ROW(GivenSeat, member_id, seat, title, starts_at)
/// Frees the seat of the member as taken over; empty if the member has none at the shift. Within
/// lock_shift() and lock_members().
Result<std::optional<GivenSeat>> give(sdk::Call& call, const Key& key, const std::string& member);

}  // namespace halle::shifts::store
