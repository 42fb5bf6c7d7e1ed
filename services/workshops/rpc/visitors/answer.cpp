#include <nlohmann/json.hpp>

#include "services/workshops/domain/page_words.hpp"
#include "services/workshops/rpc/registrations/take_place.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/visitors/pages.hpp"
#include "services/workshops/rpc/visitors/take_in.hpp"
#include "services/workshops/store/people/visitors.hpp"

namespace halle::workshops {
namespace {
/// The registration behind a secret. Error: unknown_page().
Result<store::RegistrationRow> registration_of(sdk::Call& call, const std::string& key) {
  HALLE_TRY(id, store::registration_behind(call, key));
  if (!id) return unknown_page();
  HALLE_TRY(row, store::registration(call, *id));
  if (!row) return unknown_page();
  return *row;
}

std::string state_words(const store::RegistrationRow& row, bool english) {
  switch (row.state) {
    case v1::REGISTRATION_STATE_REGISTERED:
      return english ? "You have your place. See you there!" : "Votre place est prise. À bientôt !";
    case v1::REGISTRATION_STATE_WAITING:
      return english ? "You are on the waiting list. We will write when a place comes free."
                     : "Vous êtes sur la liste d’attente. Nous vous écrirons dès qu’une place se "
                       "libère.";
    case v1::REGISTRATION_STATE_OFFERED:
      return english ? "A place has come free and is held for you."
                     : "Une place s’est libérée, et elle est gardée pour vous.";
    case v1::REGISTRATION_STATE_UNCONFIRMED:
      return english ? "Your registration is not confirmed yet."
                     : "Votre inscription n’est pas encore confirmée.";
    default:
      return english ? "You are not registered any more." : "Vous n’avez plus d’inscription.";
  }
}

std::string button(const char* action, const std::string& words) {
  return std::string("<p><button type=\"submit\" name=\"action\" value=\"") + action + "\">" +
         words + "</button></p>\n";
}

/// Whether a group that waits can take places: offers have ended, and there are enough.
bool may_take(const store::RegistrationRow& row, const store::SessionRow& session, Instant now) {
  return row.state == v1::REGISTRATION_STATE_WAITING && row.persons <= free_places(session, now);
}

/// What can be done with the registration before the session begins.
std::string buttons(const store::RegistrationRow& row, bool can_take, bool english) {
  const std::string leave = english ? "I am not coming" : "Je ne viens pas";
  switch (row.state) {
    case v1::REGISTRATION_STATE_UNCONFIRMED:
      return button("confirm", english ? "Confirm my registration" : "Confirmer mon inscription") +
             button("cancel", leave);
    case v1::REGISTRATION_STATE_OFFERED:
      return button("accept", english ? "I am coming" : "Je viens") + button("cancel", leave);
    case v1::REGISTRATION_STATE_REGISTERED:
      return button("cancel", english ? "Give my place back" : "Rendre ma place");
    case v1::REGISTRATION_STATE_WAITING:
      return (can_take ? button("accept", english ? "I am coming" : "Je viens") : "") +
             button("cancel", english ? "Leave the waiting list" : "Quitter la liste d’attente");
    default:
      return {};
  }
}

type::v1::Document registration_page(sdk::Call& call, const type::v1::DocumentRequest& request,
                                     const store::SessionRow& session,
                                     const store::RegistrationRow& row,
                                     const std::string& refused) {
  const bool english = request.language() == "en";
  const std::string path = registration_path(request.organisation(), request.key());
  auto page = page_of(call, request, path, session.title);
  page.unlisted = true;
  if (!refused.empty())
    page.main = "<p role=\"alert\">" + sdk::html(refusal_words(refused, english)) + "</p>\n";
  const bool open = session.state == v1::SESSION_STATE_PUBLISHED && session.starts_at > call.now();
  page.main +=
      "<p role=\"status\"><strong>" + sdk::html(state_words(row, english)) + "</strong></p>\n<p>" +
      (english ? "Persons: " : "Personnes : ") + std::to_string(row.persons) + "</p>\n" +
      facts_html(session, open ? std::optional(free_places(session, call.now())) : std::nullopt,
                 english);
  // No id of an operation: what is done twice is done once, and no reply is kept, as it has the
  // link.
  if (open)
    page.main += "<form method=\"post\" action=\"" + sdk::html(path) + "\">\n" +
                 buttons(row, may_take(row, session, call.now()), english) + "</form>\n";
  return sdk::page_document(request, page, nlohmann::ordered_json::object());
}

std::string action_of(const type::v1::FormRequest& request) {
  for (const auto& one : request.fields())
    if (one.name() == "action") return one.value();
  return {};
}

/// Does what was asked for; FAILED_PRECONDITION if it cannot be done any more.
Status act(sdk::Call& call, HeldSession& held, store::RegistrationRow& row,
           const std::string& action) {
  if (const auto closed = closed_reason(held.gate, call.now()); !closed.empty())
    return Error{Code::failed_precondition, closed};
  if (action == "confirm") {
    if (row.state == v1::REGISTRATION_STATE_REGISTERED ||
        row.state == v1::REGISTRATION_STATE_WAITING)
      return Done{};  // twice is once
    return confirm_registration(call, held, row);
  }
  if (action == "accept") {
    if (row.state == v1::REGISTRATION_STATE_REGISTERED) return Done{};
    return take_place(call, held, row);
  }
  if (action != "cancel") return Error{Code::failed_precondition, "workshops.not_offered"};
  if (row.state == v1::REGISTRATION_STATE_CANCELLED) return Done{};
  HALLE_CHECK(end_registration(call, held, row,
                               row.state == v1::REGISTRATION_STATE_OFFERED
                                   ? store::Ended::declined
                                   : store::Ended::given_back));
  row.state = v1::REGISTRATION_STATE_CANCELLED;
  return Done{};
}
}  // namespace

Result<type::v1::Document> Visitors::render_registration(sdk::Call& call,
                                                         const type::v1::DocumentRequest& request) {
  HALLE_TRY(row, registration_of(call, request.key()));
  HALLE_TRY(session, store::session(call, row.session_id));
  return registration_page(call, request, session, row, "");
}

Result<type::v1::Document> Visitors::answer(sdk::Call& call, const type::v1::FormRequest& request) {
  const auto& document = request.document();
  HALLE_TRY(found, registration_of(call, document.key()));
  HALLE_TRY(held, hold(call, found.session_id));
  HALLE_TRY(row, registration_of(call, document.key()));  // as it is under the lock
  const auto done = act(call, held, row, action_of(request));
  if (!done && done.error().code != Code::failed_precondition) return done.error();
  HALLE_TRY(session, store::session(call, row.session_id));
  return registration_page(call, document, session, row, done ? "" : done.error().reason);
}

}  // namespace halle::workshops
