#pragma once
// Time as Halle uses it: instants are UTC microseconds; code that needs "now" is given a Clock.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace halle {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Returns the current instant. Called from any thread.
using Clock = std::function<Instant()>;

/// The machine's clock.
Clock system_clock();

/// `2026-12-04T19:00:00.000000Z`.
std::string format_instant(Instant instant);
/// Reads what PostgreSQL prints for a timestamptz in zone UTC (`2026-12-04 19:00:00.123+00`), and
/// what format_instant prints.
std::optional<Instant> parse_instant(std::string_view text);

/// A calendar day, `YYYY-MM-DD`, that exists; nothing else is accepted.
bool is_day(std::string_view text);

}  // namespace halle
