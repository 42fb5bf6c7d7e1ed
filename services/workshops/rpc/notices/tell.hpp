#pragma once
// Notices about registrations: their kinds, as declared in module.textproto, and how they are
// emitted. A notice to members is about a session, one to a visitor about the registration.

#include <vector>

#include "services/workshops/store/registrations/registrations.hpp"

namespace halle::workshops {

namespace notice {
inline constexpr const char* place_offered = "workshops.place_offered";
inline constexpr const char* moved = "workshops.moved";
inline constexpr const char* called_off = "workshops.called_off";
inline constexpr const char* reminder = "workshops.reminder";
inline constexpr const char* led_moved = "workshops.led_moved";
inline constexpr const char* led_called_off = "workshops.led_called_off";
inline constexpr const char* confirm = "workshops.confirm";
inline constexpr const char* registered = "workshops.registered";
}  // namespace notice

/// Emits a notice of that kind to the persons of registrations, members in the order of their
/// numbers; unconfirmed ones are not told.
void tell(sdk::Call& call, const char* kind,
          const std::vector<store::RegistrationRow>& registrations, Instant until);

/// A session with the numbers of its leaders.
struct Led {
  Uuid session;
  std::vector<std::string> leaders;
  Instant starts{};
};
/// Emits a notice of that kind to the leaders, but for those who are told by their registration.
void tell_leaders(sdk::Call& call, const char* kind, const Led& led,
                  const std::vector<store::RegistrationRow>& registrations);

/// Emits to all who are registered or listed, and to the leaders, that day, hours or place of the
/// session have changed.
Status tell_moved(sdk::Call& call, const Uuid& session, const std::vector<std::string>& leaders,
                  Instant starts);

}  // namespace halle::workshops
