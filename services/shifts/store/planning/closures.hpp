#pragma once
// What the co-ordination sets for all shifts: the tables shifts.setting and shifts.closure. Both
// are read by settings() in plan.hpp.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Queues: these are the settings; closures are none of them.
void write_settings(sdk::Call& call, const v1::Settings& settings);

/// Queues: nobody comes from one day to another, both included.
void add_closure(sdk::Call& call, Day from, Day until, const std::string& reason);

/// The days of a closure, both included.
struct ClosureDays {
  std::string from_day;
  std::string until_day;
};
HALLE_ROW(ClosureDays, from_day, until_day)
/// Deletes a closure; empty if there is none of that id.
Result<std::optional<ClosureDays>> remove_closure(sdk::Call& call, const Uuid& id);

/// Queues: the shifts to come on these days are cancelled for that reason and their seats are free,
/// but for shifts edited by hand. Within lock_plan().
void cancel_shifts(sdk::Call& call, Day from, Day until, const std::string& reason);

}  // namespace halle::shifts::store
