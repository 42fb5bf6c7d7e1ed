#pragma once
// Members of the demonstration, their memberships and what they cost.

#include <chrono>
#include <string>

#include "core/sdk/service.hpp"

namespace halle::cli {

/// Imports members.csv with memberships that run from one day of joining to the next, a few of
/// which have just ended, sets what a membership costs and renews some that may be. `today` in the
/// association's zone.
Status load_demo_members(sdk::Caller& caller, std::chrono::sys_days today);

/// A password of three words and a number: easy to type, and none that another installation has.
std::string demo_password();

}  // namespace halle::cli
