#pragma once
// The shifts of the demonstration: eight weeks that were, with who was there, and the next ones.

#include <chrono>

#include "core/sdk/service.hpp"

namespace halle::cli {

/// From shift_templates.csv and shift_people.csv of deploy/demo. In an association with their
/// members.
Status load_demo_shifts(sdk::Caller& caller, std::chrono::sys_days today);

}  // namespace halle::cli
