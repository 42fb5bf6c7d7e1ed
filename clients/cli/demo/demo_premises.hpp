#pragma once
// The premises of the demonstration: a local of 80 m² that La Coopérette shares with two partners.

#include <chrono>

#include "clients/cli/commands.hpp"

namespace halle::cli {

/// Zones, rules, the partners `artisans` and `ressourcerie`, and bookings of the three in one week:
/// that of `today`, or the next one if a booking would be past. Commands concern `host` from now
/// on; the partners exist.
Status load_demo_premises(Program& program, const std::string& host, std::chrono::sys_days today);

}  // namespace halle::cli
