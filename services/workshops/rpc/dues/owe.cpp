#include "services/workshops/rpc/dues/owe.hpp"

#include <algorithm>

#include "services/workshops/store/registrations/dues.hpp"

namespace halle::workshops {
namespace {
/// Until when the registration's places are given back at no cost.
Instant free_until(const store::Gate& gate, const store::RegistrationRow& registration) {
  const std::chrono::minutes notice(gate.free_until_minutes);
  const auto usual = gate.starts_at - notice;
  const bool moved = gate.moved_at && registration.registered_at < *gate.moved_at;
  return moved ? std::max<Instant>(usual, *gate.moved_at + notice) : usual;
}
}  // namespace

Status owe(sdk::Call& call, store::RegistrationRow& registration, std::int64_t cents) {
  if (registration.owed_cents == cents) return Done{};
  HALLE_TRY(due, store::set_owed(call, registration.id, cents));
  registration.owed_cents = cents;
  if (!due) return Done{};
  v1::DueChanged event;
  event.set_due(due->text());
  call.emit(event, registration.id.text());
  return Done{};
}

Status owe_for_place(sdk::Call& call, store::RegistrationRow& registration) {
  if (registration.due_at == v1::DUE_AT_ATTENDANCE) return Done{};
  return owe(call, registration, registration.price_cents);
}

Status owe_for_presence(sdk::Call& call, const HeldSession& held,
                        store::RegistrationRow& registration, v1::Presence presence) {
  if (registration.due_at != v1::DUE_AT_ATTENDANCE) return Done{};
  const auto price = registration.price_cents;
  return owe(call, registration,
             presence == v1::PRESENCE_PRESENT  ? price
             : presence == v1::PRESENCE_ABSENT ? kept_cents(price, held.gate.late_percent)
                                               : 0);
}

Status owe_for_end(sdk::Call& call, const HeldSession& held,
                   const store::RegistrationRow& registration, store::Ended why) {
  const bool late = why == store::Ended::given_back &&
                    call.now() > free_until(held.gate, registration) &&
                    registration.state == v1::REGISTRATION_STATE_REGISTERED;
  auto row = registration;
  return owe(call, row, late ? kept_cents(row.price_cents, held.gate.late_percent) : 0);
}

Result<std::int64_t> price_for(const store::Gate& gate, const Group& group) {
  return cents_of(
      {gate.price_kind, gate.price_cents, gate.reduced_cents, gate.visitor_cents, gate.floor_cents},
      group);
}

}  // namespace halle::workshops
