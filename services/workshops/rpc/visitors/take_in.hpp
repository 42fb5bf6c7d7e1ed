#pragma once
// Registering and confirming visitors, by themselves or by staff.

#include "services/workshops/domain/visitors.hpp"
#include "services/workshops/rpc/registrations/held_session.hpp"

namespace halle::workshops {

/// What a visitor asks for.
struct Wanted {
  VisitorInput person;
  Group group;
};

/// Writes a visitor with an unconfirmed registration. Error INVALID_ARGUMENT
/// `workshops.below_floor`.
Result<store::RegistrationRow> write_down(sdk::Call& call, const HeldSession& held,
                                          const Wanted& wanted);
/// Makes an unconfirmed registration one of this group. The same error.
Status write_again(sdk::Call& call, const HeldSession& held, store::RegistrationRow& registration,
                   const Group& group);

/// Places an unconfirmed registration, or puts it on the list; changes `registration`. Errors
/// FAILED_PRECONDITION `workshops.not_unconfirmed`, `workshops.group_too_large`.
Status confirm_registration(sdk::Call& call, HeldSession& held,
                            store::RegistrationRow& registration);

}  // namespace halle::workshops
