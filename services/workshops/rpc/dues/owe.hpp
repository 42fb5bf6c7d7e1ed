#pragma once
// What a registration owes, as its state changes. Within lock_session().

#include "services/workshops/rpc/registrations/held_session.hpp"

namespace halle::workshops {

/// Writes that so much is owed of the registration from now on, and emits the change, if it is one.
Status owe(sdk::Call& call, store::RegistrationRow& registration, std::int64_t cents);

/// A registration has its places now.
Status owe_for_place(sdk::Call& call, store::RegistrationRow& registration);
/// Attendance was marked: `presence` is what counts now. A group that did not come owes what is
/// kept of a place given back late.
Status owe_for_presence(sdk::Call& call, const HeldSession& held,
                        store::RegistrationRow& registration, v1::Presence presence);
/// A registration ends for that reason; what is kept of its price if that is too late. A place that
/// was taken before the session was moved can be given back for as long after that.
Status owe_for_end(sdk::Call& call, const HeldSession& held,
                   const store::RegistrationRow& registration, store::Ended why);

/// What a group pays at this session. Error INVALID_ARGUMENT `workshops.below_floor`.
Result<std::int64_t> price_for(const store::Gate& gate, const Group& group);

}  // namespace halle::workshops
