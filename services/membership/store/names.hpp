#pragma once
// The names that numbers of membership's tables have in SQL.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Why a member is suspended of its own accord (membership.hold.cause).
enum class HoldCause {
  dues = 1,  // the membership ended too long ago
  late = 2,  // the member owes time
};

inline const sdk::SqlNames names{
    {"active", v1::STANDING_ACTIVE},
    {"suspended", v1::STANDING_SUSPENDED},
    {"left", v1::STANDING_LEFT},
    {"to_come", v1::MANDATE_STATE_TO_COME},
    {"running", v1::MANDATE_STATE_RUNNING},
    {"ended", v1::MANDATE_STATE_ENDED},
    {"dues", HoldCause::dues},
    {"late", HoldCause::late},
};

}  // namespace halle::membership::store
