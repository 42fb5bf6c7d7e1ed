#pragma once
// Notices about shifts: their kinds, as declared in module.textproto, and how they are emitted.

#include <map>
#include <string>
#include <vector>

#include "services/shifts/store/planning/occurrences.hpp"
#include "services/shifts/store/planning/withdrawal.hpp"

namespace halle::shifts {

namespace notice {
inline constexpr const char* seat_reminder = "shifts.seat_reminder";
inline constexpr const char* seat_offered = "shifts.seat_offered";
inline constexpr const char* seat_taken_over = "shifts.seat_taken_over";
inline constexpr const char* called_off = "shifts.called_off";
inline constexpr const char* takes_place = "shifts.takes_place";
inline constexpr const char* plan_changed = "shifts.plan_changed";
inline constexpr const char* moved = "shifts.moved";
}  // namespace notice

/// Members to be told about one shift.
struct Told {
  Instant starts{};                  // of no use from then on
  std::vector<std::string> members;  // numbers
};
/// By what it is about: the text of the shift's key.
using ToldByShift = std::map<std::string, Told>;

/// Adds a member to those to be told about the shift.
void add_told(ToldByShift& shifts, const store::Key& key, Instant starts,
              const std::string& member);

/// The members of these seats.
ToldByShift told_of(const std::vector<store::HeldSeat>& seats);

/// Emits, once for each template, that the seats which fixed holders had of these withdrawn shifts
/// have changed. `before`: of withdraw_shifts(). After make_shifts().
Status tell_plan_changed(sdk::Call& call, const std::vector<store::HeldSeat>& before);

/// Emits a notice of that kind for each shift.
void tell(sdk::Call& call, const char* kind, const ToldByShift& shifts);

/// What `seat_taken_over` is about after a swap: the shift that the member leaves, and the one at
/// which the member has a seat in return.
std::string about_swap(const store::Key& left, const store::Key& in_return);

}  // namespace halle::shifts
