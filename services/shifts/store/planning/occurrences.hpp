#pragma once
// The tables shifts.occurrence and shifts.seat: shifts and their seats.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// A shift's key as parameters.
struct Key {
  Uuid template_id;
  std::string day;

  /// As causes of the ledger name it.
  std::string text() const { return template_id.text() + "/" + day; }
};
/// Of lines of an id, a blank and a name; none for NULL.
std::vector<v1::Skill> skills_of(const std::optional<std::string>& lines);

/// Error NOT_FOUND `shifts.shift_unknown`.
Result<Key> key_of(const v1::ShiftKey& key);
Error unknown_shift(const v1::ShiftKey& key);
Error unknown_shift(const Key& key);

/// How much of a shift the caller may know.
struct Viewer {
  std::string subject;
  bool all = false;
};
Viewer viewer_of(const sdk::Call& call);

/// Shifts that begin on these days; by beginning.
Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::string& from, const std::string& until,
                                      const Viewer& viewer);
/// The shifts of these keys, by beginning.
Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::vector<Key>& keys, const Viewer& viewer);
/// Error NOT_FOUND `shifts.shift_unknown`.
Result<v1::Shift> shift(sdk::Call& call, const std::string& zone, const Key& key,
                        const Viewer& viewer);

/// A shift with a seat that a member could have.
struct Open {
  Key key;
  Instant starts;
  Instant ends;
  std::string day;  // where the association is
  int minutes = 0;  // that it counts for
};
/// By beginning, until the end of a day: the shifts to come with a seat for which the member has
/// the skills and that nobody has, or another who looks for a stand-in.
Result<std::vector<Open>> open_to(sdk::Call& call, const std::string& zone,
                                  const std::string& until, const std::string& member);

/// Queues: nobody else changes the shift or its seats until the transaction ends. A member is
/// locked after the shift.
void lock_shift(sdk::Call& call, const Key& key);

/// Whether a shift can be changed, and when and where it is.
struct State {
  bool begun = false;
  bool cancelled = false;
  Instant starts_at{};
  Instant ends_at{};
  std::string place;
};
HALLE_ROW(State, begun, cancelled, starts_at, ends_at, place)
/// Error NOT_FOUND `shifts.shift_unknown`.
Result<State> state(sdk::Call& call, const Key& key);

/// From when until when a shift is.
struct Span {
  Instant starts_at{};
  Instant ends_at{};
};
HALLE_ROW(Span, starts_at, ends_at)
/// The instants of two local times, YYYY-MM-DDTHH:MM.
Result<Span> span_of(sdk::Call& call, const std::string& zone, const std::string& starts,
                     const std::string& ends);
/// Queues: the shift has these hours, title and place, edited by hand.
void edit(sdk::Call& call, const Key& key, const Span& span, const std::string& title,
          const std::string& place);
/// Queues: the shift is called off, or takes place after all; edited by hand.
void set_cancelled(sdk::Call& call, const Key& key, bool cancelled, const std::string& reason);

/// A seat as parameters.
struct ShiftSeat {
  int number = 0;
  bool important = false;
  std::string skills;  // array literal
};
/// Queues: the shift has these seats and no others.
void set_seats(sdk::Call& call, const Key& key, const std::vector<ShiftSeat>& seats);

}  // namespace halle::shifts::store
