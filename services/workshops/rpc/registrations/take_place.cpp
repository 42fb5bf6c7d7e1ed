#include "services/workshops/rpc/registrations/take_place.hpp"

#include "services/workshops/rpc/dues/owe.hpp"

namespace halle::workshops {

Status take_place(sdk::Call& call, HeldSession& held, store::RegistrationRow& registration) {
  const bool offered = registration.state == v1::REGISTRATION_STATE_OFFERED;
  const bool fits = registration.state == v1::REGISTRATION_STATE_WAITING &&
                    call.now() >= held.places.end_of_offers() &&
                    registration.persons <= held.places.free();
  if (!offered && !fits) return Error{Code::failed_precondition, "workshops.not_offered"};
  HALLE_CHECK(store::place(call, registration));
  if (!offered) held.places.taken += registration.persons;
  registration.state = v1::REGISTRATION_STATE_REGISTERED;
  registration.until.reset();
  std::erase_if(held.list, [&](const Listed& one) { return one.id == registration.id; });
  emit_changed(call, registration);
  return owe_for_place(call, registration);
}

}  // namespace halle::workshops
