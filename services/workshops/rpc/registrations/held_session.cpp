#include "services/workshops/rpc/registrations/held_session.hpp"

#include "core/sdk/time.hpp"
#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/rpc/notices/tell.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/people/visitors.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
Places places_of(const store::Gate& gate) {
  Places places;
  places.capacity = gate.capacity;
  places.taken = gate.taken;
  places.starts = gate.starts_at;
  places.offer_life = std::chrono::minutes(gate.offer_minutes);
  places.last_offer = std::chrono::minutes(gate.last_offer_minutes);
  places.smaller_may_pass = gate.smaller_may_pass;
  return places;
}
}  // namespace

Result<HeldSession> hold(sdk::Call& call, const Uuid& id, const std::string& member) {
  if (!member.empty()) store::lock_standings(call, {member});
  store::lock_session(call, id);
  HALLE_TRY(gate, store::gate(call, id, member));
  if (!gate || (!gate->was_published && !call.allowed("workshops.session.manage")))
    return store::unknown_session(id.text());
  HeldSession held{id, *gate, places_of(*gate), {}, false};
  if (!gate->any_listed) return held;
  HALLE_TRY(list, store::listed(call, id));
  held.list = std::move(list);
  HALLE_TRY(moved, advance_list(call, held));
  held.moved = moved;
  return held;
}

Result<bool> advance_list(sdk::Call& call, HeldSession& held) {
  const auto change = advance(held.places, held.list, call.now());
  if (change.nothing()) return false;
  HALLE_TRY(changed, store::write_advance(call, held.id, change));
  std::vector<store::RegistrationRow> offered;
  for (const auto& one : changed) {
    emit_changed(call, one);
    if (one.state == v1::REGISTRATION_STATE_OFFERED) offered.push_back(one);
  }
  tell(call, notice::place_offered, offered, change.until);
  apply(change, held.places, held.list);
  return true;
}

Status end_registration(sdk::Call& call, HeldSession& held,
                        const store::RegistrationRow& registration, store::Ended why) {
  if (registration.state == v1::REGISTRATION_STATE_UNCONFIRMED)
    return store::delete_unconfirmed(call, registration.id);
  HALLE_CHECK(store::end(call, registration, why));
  HALLE_CHECK(owe_for_end(call, held, registration, why));
  auto ended = registration;
  ended.state = v1::REGISTRATION_STATE_CANCELLED;
  emit_changed(call, ended);
  if (registration.state == v1::REGISTRATION_STATE_REGISTERED ||
      registration.state == v1::REGISTRATION_STATE_OFFERED)
    held.places.taken -= registration.persons;
  std::erase_if(held.list, [&](const Listed& one) { return one.id == registration.id; });
  HALLE_CHECK(advance_list(call, held));
  return Done{};
}

std::string closed_reason(const store::Gate& gate, Instant now) {
  if (gate.state == v1::SESSION_STATE_DRAFT) return "workshops.not_published";
  if (gate.state == v1::SESSION_STATE_CANCELLED) return "workshops.cancelled";
  if (gate.starts_at <= now) return "workshops.begun";
  return {};
}

void emit_changed(sdk::Call& call, const store::RegistrationRow& registration) {
  v1::RegistrationChanged event;
  event.set_registration(registration.id.text());
  event.set_session(registration.session_id.text());
  event.set_member(registration.member_number.value_or(""));
  event.set_persons(registration.persons);
  event.set_state(registration.state);
  call.emit(event, event.session());
}

Result<std::optional<store::RegistrationRow>> named_registration(sdk::Call& call,
                                                                 const Uuid& session,
                                                                 const std::string& member,
                                                                 const std::string& registration) {
  if (!member.empty()) return store::registration_of(call, session, member);
  const auto id = Uuid::parse(registration);
  if (!id) return std::optional<store::RegistrationRow>{};
  HALLE_TRY(row, store::registration(call, *id));
  if (row && (row->session_id != session || row->state == v1::REGISTRATION_STATE_CANCELLED))
    row.reset();
  return row;
}

v1::Registration message_of(const store::RegistrationRow& row) {
  v1::Registration out;
  out.set_id(row.id.text());
  out.set_session(row.session_id.text());
  out.set_member(row.member_number.value_or(""));
  out.set_persons(row.persons);
  out.set_priority(row.priority);
  out.set_state(row.state);
  if (row.until) sdk::set_timestamp(*out.mutable_until(), *row.until);
  sdk::set_timestamp(*out.mutable_at(), row.registered_at);
  out.set_presence(row.presence);
  out.set_price_cents(row.price_cents);
  out.set_owed_cents(row.owed_cents);
  return out;
}

}  // namespace halle::workshops
