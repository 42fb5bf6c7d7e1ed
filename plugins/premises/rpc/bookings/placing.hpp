#pragma once
// Placing a booking: a new one, or one that gets another zone or time. By the same rules for people
// and for modules.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "plugins/premises/domain/acting.hpp"
#include "plugins/premises/domain/rules.hpp"
#include "plugins/premises/domain/zones.hpp"
#include "plugins/premises/store/bookings.hpp"

namespace halle::premises {

/// The rules by which a zone is booked, around a time.
struct RulesHere {
  std::vector<Uuid> zones;   // whose rules hold, by id
  std::vector<Rules> rules;  // theirs, without hours kept for partners whose time is over by then
  Limits limits;             // of the zone itself
};
Result<RulesHere> rules_here(sdk::Call& call, const Caller& caller, const ZoneTree& zones,
                             const Uuid& zone, const Span& span);

/// What is to be placed.
struct Wanted {
  std::string zone;
  Span span;
  Association association;
  std::string title;
  std::optional<store::Thing> thing;
  std::optional<Uuid> booking;  // it exists, and has not begun
};

/// Places a booking in the call's transaction. Errors: Bookings.Book; for a booking that exists
/// also those of check_open().
Result<store::BookingRow> place(sdk::Call& call, const Caller& caller, const Wanted& wanted);

/// Whether a booking holds its zone and has not begun. Errors: `premises.booking_over`,
/// `premises.booking_begun`.
Status check_open(const store::BookingRow& booking, Instant now);

/// Frees a booking that holds its zone and is locked; if it has begun, it ends with the next whole
/// minute. False if it does not last longer than that. `decided`: the host does it to another's.
Result<bool> free_or_end(sdk::Call& call, const store::BookingRow& booking, bool decided);

/// Frees requests that were not answered in time and hold one of the leaves.
Status free_overdue(sdk::Call& call, const std::vector<Uuid>& leaves);
/// Frees these requests, which are locked.
Status expire(sdk::Call& call, const std::vector<store::BookingRow>& requests);

/// Whether the text may be the purpose of a booking. Error: `premises.bad_title`.
Status check_title(const std::string& title);
/// Local times as instants. Errors: `premises.bad_time`, `premises.no_such_time`,
/// `premises.times_reversed`, `premises.too_long`, with the field.
Result<Span> read_span(sdk::Call& call, const std::string& from, const std::string& until);

}  // namespace halle::premises
