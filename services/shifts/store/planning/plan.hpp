#pragma once
// The tables shifts.setting and shifts.closure, and the shifts that are made of templates.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Queues: nobody else makes or replaces shifts until the transaction ends.
void lock_plan(sdk::Call& call);

/// Hours of notice of an association that never set any.
inline constexpr int usual_notice_hours = 48;

/// Shifts in four weeks from which on nobody is asked for more, of an association that never set
/// any.
inline constexpr int usual_ask_limit = 4;

/// Settings, those of an association that never set any if there are none, and the closures that
/// have not ended, by first day.
Result<v1::Settings> settings(sdk::Call& call, const std::string& zone);

/// What make_shifts() did.
struct Made {
  int shifts = 0;
  bool anything = false;  // also if the days it went through have none
};
/// Makes the shifts that are not made yet, with their fixed holders. Within lock_plan().
Result<Made> make_shifts(sdk::Call& call, const std::string& zone);

/// How many shifts of a template are to come and not called off.
Result<int> planned_shifts(sdk::Call& call, const Uuid& of);

}  // namespace halle::shifts::store
