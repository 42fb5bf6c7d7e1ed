#pragma once
// Times of day, in minutes since midnight.

#include <optional>
#include <string>
#include <string_view>

namespace halle::notify_email {

/// Reads `HH:MM`, 00:00 to 23:59; nothing else.
std::optional<int> read_time_of_day(std::string_view text);
/// `07:05`.
std::string format_time_of_day(int minutes);

}  // namespace halle::notify_email
