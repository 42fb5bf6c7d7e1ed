#pragma once
// The names of states and kinds in SQL texts: see core/sdk/rows/sql_names.hpp.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/workshops/v1/workshops.pb.h"

namespace halle::workshops::store {

/// workshops.registration.ended: why a registration is cancelled.
enum class Ended {
  given_back = 1,  // places, or a place on the waiting list
  declined = 2,    // an offer
  ran_out = 3,     // an offer
  called_off = 4,  // the session was cancelled
  left = 5,        // the member left the association
  unplaced = 6,    // the session was cancelled while it waited or had an offer
};

inline const sdk::SqlNames names{
    // session.state
    {"published", v1::SESSION_STATE_PUBLISHED},
    {"session_cancelled", v1::SESSION_STATE_CANCELLED},
    // session.audience
    {"anybody", v1::AUDIENCE_ANYBODY},
    // registration.state
    {"registered", v1::REGISTRATION_STATE_REGISTERED},
    {"waiting", v1::REGISTRATION_STATE_WAITING},
    {"offered", v1::REGISTRATION_STATE_OFFERED},
    {"cancelled", v1::REGISTRATION_STATE_CANCELLED},
    {"unconfirmed", v1::REGISTRATION_STATE_UNCONFIRMED},
    // registration.ended
    {"ran_out", Ended::ran_out},
    {"called_off", Ended::called_off},
    {"unplaced", Ended::unplaced},
    // registration.presence
    {"present", v1::PRESENCE_PRESENT},
};

}  // namespace halle::workshops::store
