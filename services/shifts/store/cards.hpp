#pragma once
// What the home page tells a member about shifts: reads shifts, bookings, offers and wishes.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// A shift that a card names.
struct CardShift {
  Instant starts_at{};
  std::string title;
};
HALLE_ROW(CardShift, starts_at, title)
/// By beginning, the shifts of the next seven days that were called off while the member had a
/// seat.
Result<std::vector<CardShift>> called_off_for(sdk::Call& call, const std::string& member);
/// By beginning, the shifts to come where another took the member's seat over in the last two days.
Result<std::vector<CardShift>> taken_over_from(sdk::Call& call, const std::string& member);
/// The first two shifts where somebody would give a seat for one of the member's.
Result<std::vector<CardShift>> swaps_for(sdk::Call& call, const std::string& member);
/// The first two shifts for which the member is asked, and where a seat is still free.
Result<std::vector<CardShift>> asked_of(sdk::Call& call, const std::string& member);

/// The member's next shift, if there is one.
struct NextShift {
  std::optional<std::string> title;
  std::optional<Instant> starts_at;
  bool any_free = false;  // whether any shift to come has a free seat
};
HALLE_ROW(NextShift, title, starts_at, any_free)
/// Empty for a member who is not known here.
Result<std::optional<NextShift>> next_shift(sdk::Call& call, const std::string& member);

/// How many seats, and when the first of their shifts begins, if there are any.
struct Gaps {
  std::int64_t seats = 0;
  std::optional<Instant> first;
};
HALLE_ROW(Gaps, seats, first)
/// Important seats of the next seven days that nobody has.
Result<Gaps> important_gaps(sdk::Call& call);

}  // namespace halle::shifts::store
