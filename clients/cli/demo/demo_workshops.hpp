#pragma once
// The workshops of the demonstration.

#include <chrono>

#include "clients/cli/commands.hpp"

namespace halle::cli {

/// Four workshops in the month after `today`: one full with members waiting, one at a price, one
/// that lacks registrations, and a draft of a disco soupe. Commands concern `host` from now on.
Status load_demo_workshops(Program& program, const std::string& host, std::chrono::sys_days today);

}  // namespace halle::cli
