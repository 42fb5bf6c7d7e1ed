#pragma once
// The table shifts.offer: members who were asked to take a free seat of a shift.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {

/// A shift with free seats for which members are to be asked.
struct ShortShift {
  Uuid template_id;
  std::string day;
  std::int64_t to_ask = 0;  // 0 or less: enough are asked already
};
HALLE_ROW(ShortShift, template_id, day, to_ask)
/// Shifts of the next 14 days, by beginning, where a member gave a seat back or looks for a
/// stand-in (each at least a minute ago), an important seat of the next 7 days is free or a
/// beginner is alone.
Result<std::vector<ShortShift>> short_shifts(sdk::Call& call);

/// A member who is asked, and for which shift.
struct Asked {
  Uuid member_id;
  std::string number;
  std::string title;
  Instant starts_at{};
};
HALLE_ROW(Asked, member_id, number, title, starts_at)
/// Notes that up to `shift.to_ask` members are asked who can take a seat of the shift, those who
/// were asked least and gave least in the last eight weeks first. Members with `ask_limit` shifts
/// in the four weeks that end with this one are not asked; 0: no limit. Returns them by number.
Result<std::vector<Asked>> ask_members(sdk::Call& call, const ShortShift& shift, int ask_limit);

/// Notes that the member declined. Returns whether the member was asked at all.
Result<bool> decline(sdk::Call& call, const Key& key, const std::string& member);

}  // namespace halle::shifts::store
