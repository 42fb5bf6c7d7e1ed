#include "services/workshops/rpc/visitors/take_in.hpp"

#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/store/people/visitors.hpp"

namespace halle::workshops {

namespace {
/// Sets persons and price of the registration.
Status set_group(const store::Gate& gate, const Group& group, store::RegistrationRow& row) {
  HALLE_TRY(cents, price_for(gate, group));
  row.persons = group.persons;
  row.price_cents = cents;
  row.due_at = gate.due_at;
  return Done{};
}
}  // namespace

Result<store::RegistrationRow> write_down(sdk::Call& call, const HeldSession& held,
                                          const Wanted& wanted) {
  store::RegistrationRow row;
  row.id = call.new_id();
  row.session_id = held.id;
  row.visitor_id = call.new_id();
  row.state = v1::REGISTRATION_STATE_UNCONFIRMED;
  row.registered_at = call.now();
  HALLE_CHECK(set_group(held.gate, wanted.group, row));
  HALLE_TRY(key, call.secret(link_label(*row.visitor_id)));
  store::insert_visitor(call, {*row.visitor_id, wanted.person, key});
  HALLE_CHECK(store::insert_registration(call, row));
  return row;
}

Status write_again(sdk::Call& call, const HeldSession& held, store::RegistrationRow& registration,
                   const Group& group) {
  HALLE_CHECK(set_group(held.gate, group, registration));
  return store::replace_unconfirmed(call, registration);
}

Status confirm_registration(sdk::Call& call, HeldSession& held,
                            store::RegistrationRow& registration) {
  if (registration.state != v1::REGISTRATION_STATE_UNCONFIRMED)
    return Error{Code::failed_precondition, "workshops.not_unconfirmed"};
  if (registration.persons > held.places.capacity)
    return Error{Code::failed_precondition, "workshops.group_too_large"};
  // The rank on the list is that of the confirmation: before it nothing is known of the person.
  const Listed comes{registration.id, registration.persons, registration.priority, call.now(),
                     std::nullopt};
  const bool placed = is_placed_at_once(held.places, held.list, comes, call.now());
  HALLE_CHECK(placed ? store::place(call, registration)
                     : store::put_on_list(call, registration.id));
  registration.state = placed ? v1::REGISTRATION_STATE_REGISTERED : v1::REGISTRATION_STATE_WAITING;
  registration.registered_at = call.now();
  if (placed)
    held.places.taken += registration.persons;
  else
    held.list.push_back(comes);
  emit_changed(call, registration);
  if (!placed) return Done{};
  return owe_for_place(call, registration);
}

}  // namespace halle::workshops
