#pragma once
// The names of states in SQL texts: see core/sdk/rows/sql_names.hpp.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/premises/v1/premises.pb.h"

namespace halle::premises::store {

inline const sdk::SqlNames names{
    // booking.state
    {"asked", v1::BOOKING_STATE_ASKED},
    {"booked", v1::BOOKING_STATE_BOOKED},
};

}  // namespace halle::premises::store
