#pragma once
// Opening times as schema.org writes them: `Sa 10:00-12:30`. Pure functions.

#include <optional>
#include <string>
#include <string_view>

namespace halle::hub {

struct Opening {
  int day = 0;  // 1 Monday to 7 Sunday
  std::string opens;
  std::string closes;
};

/// Empty if the day or a time does not exist, or it closes before it opens.
std::optional<std::string> opening_text(const Opening& opening);
/// The reverse, of what opening_text() made.
Opening opening_of(std::string_view text);

}  // namespace halle::hub
