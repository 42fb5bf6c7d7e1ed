#include <algorithm>

#include "core/base/address.hpp"
#include "core/base/text/decimal.hpp"
#include "core/sdk/notices.hpp"
#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/rpc/notices/tell.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/visitors/pages.hpp"
#include "services/workshops/rpc/visitors/take_in.hpp"
#include "services/workshops/store/people/visitors.hpp"

namespace halle::workshops {
namespace {
constexpr int most_from_address = 5;  // within form_life
constexpr int least_unconfirmed = 20;

std::string field(const type::v1::FormRequest& request, const char* name) {
  for (const auto& one : request.fields())
    if (one.name() == name) return one.value();
  return {};
}

Typed typed_in(const type::v1::FormRequest& request) {
  Typed typed;
  typed.person = {field(request, "name"), field(request, "email"), field(request, "telephone"),
                  field(request, "post_code")};
  typed.persons = field(request, "persons");
  typed.contribution = field(request, "contribution");
  typed.reduced = !field(request, "reduced").empty();
  return typed;
}

/// What was typed, checked.
Result<Wanted> read(const Typed& typed, const HeldSession& held) {
  HALLE_TRY(person, read_visitor(typed.person));
  const auto persons = parse_decimal(typed.persons, 0);
  if (!persons || *persons < 1 || *persons > most_persons)
    return bad_field("persons", "workshops.bad_persons");
  if (*persons > held.places.capacity) return bad_field("persons", "workshops.group_too_large");
  Wanted wanted{person, {static_cast<int>(*persons), false, typed.reduced, std::nullopt}};
  if (held.gate.price_kind == PriceKind::contribution && !typed.contribution.empty()) {
    wanted.group.chosen_cents = parse_decimal(typed.contribution, 2);
    if (!wanted.group.chosen_cents) return bad_field("contribution", "workshops.below_floor");
  }
  if (const auto price = price_for(held.gate, wanted.group); !price)
    return bad_field("contribution", price.error().reason);
  return wanted;
}

bool too_many(const HeldSession& held, const store::Crowd& crowd) {
  return crowd.from_address >= most_from_address ||
         crowd.unconfirmed >= std::max(least_unconfirmed, 2 * held.places.capacity);
}

/// The registration of the e-mail at the session, or a new one; while it is unconfirmed it is what
/// the latest form says.
Result<store::RegistrationRow> registration_for(sdk::Call& call, const HeldSession& held,
                                                const Wanted& wanted) {
  HALLE_TRY(known, store::registration_with_email(call, held.id, wanted.person.email));
  if (!known) return write_down(call, held, wanted);
  HALLE_TRY(row, store::registration(call, *known));
  if (!row) return unknown_page();
  if (row->state == v1::REGISTRATION_STATE_UNCONFIRMED)
    HALLE_CHECK(write_again(call, held, *row, wanted.group));
  return *row;
}

/// Sends the link to the registration, unless it was sent too often.
Status send_link(sdk::Call& call, const HeldSession& held, const store::RegistrationRow& row) {
  HALLE_TRY(noted, store::note_link(call, *row.visitor_id));
  if (!noted) return Done{};
  const bool open = row.state == v1::REGISTRATION_STATE_UNCONFIRMED;
  const auto until = std::min<Instant>(call.now() + confirmation_life, held.gate.starts_at);
  sdk::emit_notice(call, {open ? notice::confirm : notice::registered, row.id.text(), until});
  return Done{};
}

std::string thanks(bool by_letter, bool english) {
  if (!by_letter)
    return english
               ? "Thank you! Your place is taken once we have called or written to you to confirm."
               : "Merci ! Votre place sera prise quand nous vous aurons appelé ou écrit pour "
                 "confirmer.";
  return english ? "Thank you! Please confirm within 24 hours by the link in the message that we "
                   "have sent to you: your place is taken only then."
                 : "Merci ! Confirmez dans les 24 heures par le lien du message que nous vous "
                   "envoyons : votre place n’est prise qu’à ce moment-là.";
}

/// The secret under which the network address that sent the form is stored; empty if it is not
/// known.
Result<std::string> address_of(const sdk::Call& call, const type::v1::FormRequest& request) {
  const auto address = client_key(request.client().address());
  if (address.empty()) return std::string{};
  return call.secret(form_label(address));
}
}  // namespace

Result<type::v1::Document> Visitors::register_(sdk::Call& call,
                                               const type::v1::FormRequest& request) {
  const auto& document = request.document();
  SessionPage shown;
  shown.letters = sdk::can_deliver(call);  // asked outside of the transaction
  HALLE_TRY(seen, shown_session(call, document.key()));
  HALLE_TRY(held, hold(call, seen.id));
  HALLE_TRY(session, store::session(call, seen.id));  // as it is under the lock
  HALLE_TRY(workshop, store::workshop(call, session.workshop_id.text()));
  HALLE_TRY(address, address_of(call, request));
  HALLE_TRY(crowd, store::crowd(call, session.id, address));
  shown.session = session;
  shown.workshop = workshop;
  shown.typed = typed_in(request);
  auto& refused = shown.typed.refused;
  refused = registration_refused(session, call.now());
  if (refused.empty() && too_many(held, crowd)) refused = "workshops.too_many_requests";
  const auto wanted = read(shown.typed, held);
  if (refused.empty() && !wanted) {
    refused = wanted.error().reason;
    shown.typed.field = wanted.error().fields.at(0).field;
  }
  if (!refused.empty()) {
    call.rollback();  // what was typed is in no stored reply
    return session_page(call, document, shown);
  }
  store::insert_form(call, address);
  HALLE_TRY(row, registration_for(call, held, wanted.value()));
  const bool by_letter = shown.letters && !wanted.value().person.email.empty();
  if (by_letter) HALLE_CHECK(send_link(call, held, row));
  return message_page(call, document, session_path(document.organisation(), session.id),
                      session.title, thanks(by_letter, document.language() == "en"));
}

}  // namespace halle::workshops
