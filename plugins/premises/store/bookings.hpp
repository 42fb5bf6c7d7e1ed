#pragma once
// The tables premises.booking, premises.occupation (which zones a booking holds) and
// premises.charge. Local times are those of the call's zone, YYYY-MM-DDTHH:MM. A request that was
// not answered in time holds nothing: reading functions leave it out before it is freed.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/premises/v1/premises.pb.h"
#include "plugins/premises/domain/span.hpp"

namespace halle::premises {
HALLE_ROW(Span, from, until)
}  // namespace halle::premises

namespace halle::premises::store {

struct BookingRow {
  Uuid id;
  Uuid zone_id;
  std::string zone_name;
  Uuid acting_org;
  std::string title;
  std::optional<std::string> module;  // that holds the zone, if no person booked it
  std::optional<std::string> thing;   // of the module
  Instant starts_at{};
  Instant ends_at{};
  Instant held_from{};
  Instant held_until{};
  std::string local_start;
  std::string local_end;
  std::string local_held_from;
  std::string local_held_until;
  v1::BookingState state = v1::BOOKING_STATE_UNSPECIFIED;
  std::optional<Instant> answer_until;  // of a request
  Instant changed_at{};
  int sequence = 0;  // how often it has changed
};
HALLE_ROW(BookingRow, id, zone_id, zone_name, acting_org, title, module, thing, starts_at, ends_at,
          held_from, held_until, local_start, local_end, local_held_from, local_held_until, state,
          answer_until, changed_at, sequence)

/// A thing of a module, for which it holds a zone.
struct Thing {
  std::string module;
  std::string id;
};

/// What a booking is to be.
struct NewBooking {
  Uuid id;
  Uuid zone;
  Uuid association;
  std::string title;
  std::optional<Thing> thing;
  Span span;
  Span held;
  std::optional<Instant> answer_until;  // set: it is a request
  std::int64_t minutes = 0;             // that it counts towards shares
  bool decided = false;                 // the host moves another's
};

/// A time that is taken, local.
struct Taken {
  std::string held_from;
  std::string held_until;
};
HALLE_ROW(Taken, held_from, held_until)

/// NOT_FOUND `premises.booking_unknown`.
Error unknown_booking(const std::string& id);

/// Queues: requests of the association are made one after the other.
void lock_requests(sdk::Call& call, const Uuid& association);
/// Requests of the association that wait for an answer, apart from that one.
Result<int> count_requests(sdk::Call& call, const Uuid& association, const Uuid& apart);
/// Queues: these zones, which have no parts, are booked and freed one transaction after the other.
/// Locks them in the order of their ids.
void lock_leaves(sdk::Call& call, const std::vector<Uuid>& leaves);
/// The first times at which one of the leaves is held during `held`, three at most.
Result<std::vector<Taken>> taken(sdk::Call& call, const std::vector<Uuid>& leaves,
                                 const Span& held);
/// All times at which one of the leaves is held during `held`, without requests that were not
/// answered in time.
Result<std::vector<Span>> held_times(sdk::Call& call, const std::vector<Uuid>& leaves,
                                     const Span& held);
/// Makes the booking, or replaces the one of that id, which was released. It holds the leaves and
/// counts towards the shares under the rules of `charged`. The leaves are locked and free, the
/// shares charged.
Status put(sdk::Call& call, const NewBooking& booking, const std::vector<Uuid>& leaves,
           const std::vector<Uuid>& charged);

/// Locks a booking until the transaction ends. Error: unknown_booking().
Result<BookingRow> lock_booking(sdk::Call& call, const std::string& id);
Result<BookingRow> booking(sdk::Call& call, const Uuid& id);
/// What holds a zone for the thing; empty if nothing does.
Result<std::optional<BookingRow>> booking_for(sdk::Call& call, const Thing& thing);
/// A request becomes a booking. It is locked.
Status accept(sdk::Call& call, const Uuid& id);
/// Queues: the booking, which is locked, holds nothing any more, and its time is given back to the
/// shares; its state stays.
void release(sdk::Call& call, const Uuid& id);
/// Bookings end in that state, released. They are locked and held something. `decided`: the host
/// does it to another's.
Status free(sdk::Call& call, const std::vector<Uuid>& ids, v1::BookingState state, bool decided);
/// A booking that has begun holds its zone only until then, and counts `minutes`. It is locked.
Status end_early(sdk::Call& call, const Uuid& id, Instant until, std::int64_t minutes);
/// Locks requests that were not answered in time, in the order of their ids; a hundred at most.
Result<std::vector<BookingRow>> lock_expired(sdk::Call& call);
/// The same for those that hold one of the leaves or are the association's, and locks the booking
/// of that id with them, which is among the rows too.
Result<std::vector<BookingRow>> lock_in_the_way(sdk::Call& call, const std::vector<Uuid>& leaves,
                                                const std::optional<Uuid>& association,
                                                const std::optional<Uuid>& id);

/// What holds a zone on the days from `from` to `until`, both included, by beginning.
Result<std::vector<BookingRow>> held_between(sdk::Call& call, const std::string& from,
                                             const std::string& until);
/// Bookings of these zones that began less than 90 days ago or are to come, by beginning.
Result<std::vector<BookingRow>> recent(sdk::Call& call, const std::vector<Uuid>& zones);
/// Requests that wait for an answer, the most urgent first.
Result<std::vector<BookingRow>> requests(sdk::Call& call);
/// How many there are.
Result<int> count_all_requests(sdk::Call& call);
/// Of these associations, by beginning: requests that wait for an answer, and what the host has
/// decided in the last 14 days; nothing that a module holds.
Result<std::vector<BookingRow>> answers(sdk::Call& call, const std::vector<Uuid>& associations);
/// How many decisions of the last 14 days there are, of all associations.
Result<int> count_decided(sdk::Call& call);

/// When the partnership of an association ends.
struct Agreed {
  Uuid association;
  std::string until;  // an instant
};
/// What these associations hold, for a time to come, beyond their ends, by beginning; 500 at most.
Result<std::vector<BookingRow>> left_over(sdk::Call& call, const std::vector<Agreed>& ended);

}  // namespace halle::premises::store
