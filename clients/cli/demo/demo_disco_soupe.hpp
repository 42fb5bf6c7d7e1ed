#pragma once
// The disco soupes of the demonstration: surplus, and one that uses some of it.

#include <chrono>

#include "clients/cli/commands.hpp"

namespace halle::cli {

/// Skills for hygiene and cooking, a place to cook in (the zone `Cuisine` of the premises), surplus
/// until some days after `today`, and one disco soupe. Commands concern `host` from now on; its
/// members and premises exist.
Status load_demo_disco_soupe(Program& program, const std::string& host,
                             std::chrono::sys_days today);

}  // namespace halle::cli
