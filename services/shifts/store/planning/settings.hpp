#pragma once
// What coordinators set for all shifts: the tables shifts.setting and shifts.closure. Both are read
// by settings() in plan.hpp.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Queues storing the settings; the message's closures are ignored.
void write_settings(sdk::Call& call, const v1::Settings& settings);

/// Queues adding a closure from one day to another, both included.
void add_closure(sdk::Call& call, Day from, Day until, const std::string& reason);

/// The days of a closure, both included.
struct ClosureDays {
  std::string from_day;
  std::string until_day;
};
HALLE_ROW(ClosureDays, from_day, until_day)
/// Deletes a closure; empty if there is none of that id.
Result<std::optional<ClosureDays>> remove_closure(sdk::Call& call, const Uuid& id);

/// A seat that a closure freed.
struct FreedSeat {
  Uuid template_id;
  std::string day;
  Instant starts_at{};
  std::string member_number;
};
HALLE_ROW(FreedSeat, template_id, day, starts_at, member_number)
/// Cancels the future shifts on these days, for that reason, and frees their seats; shifts that
/// were edited stay. The caller holds lock_plan().
Result<std::vector<FreedSeat>> cancel_shifts(sdk::Call& call, Day from, Day until,
                                             const std::string& reason);

}  // namespace halle::shifts::store
