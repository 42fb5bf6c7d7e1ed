#pragma once
// Names of the numbers that the tables of member_wishes keep, for SQL.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/member_wishes/v1/member_wishes.pb.h"

namespace halle::member_wishes::store {

inline const sdk::SqlNames names{{"listed", v1::VERDICT_LISTED}};

}  // namespace halle::member_wishes::store
