#pragma once
// Takes the places that a registration is offered.

#include "services/workshops/rpc/registrations/held_session.hpp"

namespace halle::workshops {

/// Registers a group to which places are offered or, when offers have ended, one that waits and for
/// which there are places; changes `registration`. Error FAILED_PRECONDITION
/// `workshops.not_offered`.
Status take_place(sdk::Call& call, HeldSession& held, store::RegistrationRow& registration);

}  // namespace halle::workshops
