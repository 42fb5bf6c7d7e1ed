#include "plugins/notify_email/domain/schedule.hpp"

#include <array>

namespace halle::notify_email {

std::optional<std::chrono::minutes> pause_after(int attempts) {
  using std::chrono::minutes;
  constexpr std::array pauses{minutes(1),   minutes(5),   minutes(20), minutes(60),
                              minutes(240), minutes(720), minutes(720)};
  if (attempts < 1 || attempts > static_cast<int>(pauses.size())) return std::nullopt;
  return pauses[static_cast<std::size_t>(attempts) - 1];
}

}  // namespace halle::notify_email
