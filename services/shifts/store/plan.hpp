#pragma once
// Templates, closures and the shifts that are made of them.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Joins to the transaction that nobody else makes or replaces shifts until its end.
void lock_plan(sdk::Call& call);

/// Hours of notice of an association that never set any.
inline constexpr int usual_notice_hours = 48;

/// Shifts in four weeks from which on nobody is asked for more, of an association that never set
/// any.
inline constexpr int usual_ask_limit = 4;

/// All templates, or the one of `id`.
Result<std::vector<v1::Template>> templates(sdk::Call& call, const std::optional<Uuid>& id);

/// Settings; those of an association that never set any if there are none.
Result<v1::Settings> settings(sdk::Call& call, const std::string& zone);

/// What make_shifts() did.
struct Made {
  int shifts = 0;
  bool anything = false;  // also if the days it went through have none
};
/// Makes the shifts that are not made yet, with their fixed holders. Within lock_plan().
Result<Made> make_shifts(sdk::Call& call, const std::string& zone);

/// Takes shifts to come away on which nobody acted, of one template or of all on some days, so that
/// they are made anew or not; what is planned counts from today again.
void withdraw_shifts(sdk::Call& call, const std::string& zone, const std::optional<Uuid>& of,
                     const std::string& from, const std::string& until);

}  // namespace halle::shifts::store
