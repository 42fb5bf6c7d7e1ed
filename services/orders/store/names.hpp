#pragma once
// Names, in SQL texts, of the numbers that the tables of orders keep.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

inline const sdk::SqlNames names{{"open", v1::CYCLE_STATE_OPEN},
                                 {"closed", v1::CYCLE_STATE_CLOSED},
                                 {"unconfirmed", v1::ORDER_STATE_UNCONFIRMED},
                                 {"confirmed", v1::ORDER_STATE_CONFIRMED},
                                 {"cancelled", v1::ORDER_STATE_CANCELLED},
                                 {"active", membership::v1::STANDING_ACTIVE}};

}  // namespace halle::orders::store
