#pragma once
// The names of states in SQL texts: see core/sdk/rows/sql_names.hpp.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/disco_soupe/v1/disco_soupe.pb.h"

namespace halle::disco_soupe::store {

inline const sdk::SqlNames names{
    // part.kind
    {"session", v1::PART_KIND_SESSION},
    {"place", v1::PART_KIND_PLACE},
    // part.state
    {"waiting", v1::PART_STATE_WAITING},
    {"asked", v1::PART_STATE_ASKED},
    {"done", v1::PART_STATE_DONE},
    {"failed", v1::PART_STATE_FAILED},
    {"skipped", v1::PART_STATE_SKIPPED},
    {"freeing", v1::PART_STATE_FREEING},
    {"freed", v1::PART_STATE_FREED},
};

}  // namespace halle::disco_soupe::store
