#pragma once
// Books a seat for a member, or says every reason why it cannot be booked.

#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {

/// What came of it.
struct Seating {
  bool known = false;                            // the member
  int seat = 0;                                  // 0 if refused
  Error refusal{Code::failed_precondition, ""};  // all reasons; none if it was taken
  bool no_fitting_seat = false;  // one of the reasons: none is free, or the member lacks skills
};

/// Takes a free seat, any that suits the member if `seat` is 0. Within lock_shift() and
/// lock_members(). `in_return`: the member gives another for it. Error NOT_FOUND
/// `shifts.shift_unknown`.
Result<Seating> take_seat(sdk::Call& call, const store::Key& key, const std::string& member,
                          int seat, bool in_return);

}  // namespace halle::shifts
