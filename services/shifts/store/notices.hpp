#pragma once
// What notices tell members about shifts, and the groups of members that a message can be sent to:
// reads shifts, bookings, offers and members.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// A notice about a shift, and the number of the member to whom it goes.
struct ShiftNotice {
  int index = 0;  // its place in the request
  std::string member;
  Uuid template_id;
  std::string day;
};

/// What a notice tells about its shift.
struct NoticeShift {
  int index = 0;
  std::string title;
  std::string place;   // may be empty
  std::string reason;  // of a cancellation
  Instant starts_at{};
};
HALLE_ROW(NoticeShift, index, title, place, reason, starts_at)

// Each of these returns the shifts of those notices that are still true; none of them has begun.

/// The member has a seat.
Result<std::vector<NoticeShift>> held_shifts(sdk::Call& call,
                                             const std::vector<ShiftNotice>& notices);
/// The member, who is active, was asked, has not declined and has no seat, and a seat is free or
/// offered by its holder.
Result<std::vector<NoticeShift>> offered_shifts(sdk::Call& call,
                                                const std::vector<ShiftNotice>& notices);
/// Another member took over the member's seat, and the member has no other one at the shift.
Result<std::vector<NoticeShift>> lost_shifts(sdk::Call& call,
                                             const std::vector<ShiftNotice>& notices);
/// The shift is cancelled, and the member had a seat until then; or there is none on that day of
/// the template, where the member has a fixed seat: then the reason is that of the closure, or
/// empty.
Result<std::vector<NoticeShift>> called_off_shifts(sdk::Call& call, const std::string& zone,
                                                   const std::vector<ShiftNotice>& notices);

/// A notice about a template, and the number of the member to whom it goes.
struct TemplateNotice {
  int index = 0;  // its place in the request
  std::string member;
  Uuid template_id;
};
/// A shift of the template to come at which the member has a seat.
struct TemplateShift {
  int index = 0;
  std::string title;                 // of the template
  std::optional<Instant> starts_at;  // empty in the only row of a member without such shifts
};
HALLE_ROW(TemplateShift, index, title, starts_at)
/// By notice and beginning.
Result<std::vector<TemplateShift>> template_shifts(sdk::Call& call,
                                                   const std::vector<TemplateNotice>& notices);

/// Numbers of the members who owe time for ended periods and have not left.
Result<std::vector<std::string>> late_members(sdk::Call& call);

}  // namespace halle::shifts::store
