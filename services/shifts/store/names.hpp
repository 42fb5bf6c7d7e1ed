#pragma once
// The names of states and kinds in SQL texts: see core/sdk/rows/sql_names.hpp.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "halle/shifts/v1/shifts.pb.h"
#include "services/shifts/domain/hours/facts.hpp"

namespace halle::shifts::store {

/// shifts.booking.freed: why a booking ended; NULL while the member has the seat.
enum class Freed {
  given_back = 1,
  called_off = 2,  // the shift does not take place
  left = 3,        // the member left the association
  taken_over = 4,  // another member took the seat
};

inline const sdk::SqlNames names{
    // occurrence.state
    {"planned", v1::SHIFT_STATE_PLANNED},
    {"cancelled", v1::SHIFT_STATE_CANCELLED},
    // booking.freed
    {"given_back", Freed::given_back},
    {"called_off", Freed::called_off},
    {"freed_left", Freed::left},
    {"taken_over", Freed::taken_over},
    // attendance.presence
    {"nothing_said", v1::PRESENCE_UNSPECIFIED},
    {"present", v1::PRESENCE_PRESENT},
    {"excused", v1::PRESENCE_EXCUSED},
    {"shift_called_off", Presence::called_off},  // in MemberFacts only
    // member.duty
    {"on_track", v1::DUTY_STATE_ON_TRACK},
    // leave.kind
    {"on_leave", v1::LEAVE_KIND_LEAVE},
    // standing.standing
    {"active", membership::v1::STANDING_ACTIVE},
    {"left", membership::v1::STANDING_LEFT},
    // work.state
    {"declared", v1::WORK_STATE_DECLARED},
    {"approved", v1::WORK_STATE_APPROVED},
};

}  // namespace halle::shifts::store
