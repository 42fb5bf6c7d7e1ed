#include "services/workshops/rpc/visitors/pages.hpp"

#include <nlohmann/json.hpp>

#include "services/workshops/domain/page_words.hpp"
#include "services/workshops/rpc/sessions/session_messages.hpp"

namespace halle::workshops {
namespace {
using sdk::html;

/// A line of a definition list; empty without a value.
std::string fact(const std::string& name, const std::string& value) {
  return value.empty() ? value : "<dt>" + name + "</dt><dd>" + html(value) + "</dd>\n";
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + html(value) + "\"";
}

/// A labelled field of the form.
std::string field(const std::string& label, const char* name, const std::string& type,
                  const std::string& value, const Typed& typed) {
  const bool wrong = !typed.refused.empty() && typed.field == name;
  return "<p><label for=\"" + std::string(name) + "\">" + label + "</label>\n<input id=\"" + name +
         "\" name=\"" + name + "\" " + type + attribute("value", value) +
         (wrong ? " aria-invalid=\"true\" aria-describedby=\"refused\"" : "") + "></p>\n";
}
}  // namespace

std::string sessions_path(const std::string& association) {
  return "/a/" + association + "/ateliers";
}

std::string session_path(const std::string& association, const Uuid& session) {
  return sessions_path(association) + "/" + session.text();
}

sdk::Page page_of(const sdk::Call& call, const type::v1::DocumentRequest& request,
                  const std::string& path, const std::string& title) {
  const bool english = request.language() == "en";
  sdk::Page page{path, call.organisation_name(), title, "", {}, ""};
  page.menu = {{"/a/" + request.organisation(), english ? "The association" : "L’association"},
               {sessions_path(request.organisation()), english ? "Workshops" : "Ateliers"},
               {"/", english ? "Sign in" : "Se connecter"}};
  return page;
}

int free_places(const store::SessionRow& session, Instant now) {
  if (session.waiting > 0 && session.offers_end > now) return 0;
  return session.capacity - session.taken;
}

std::string facts_html(const store::SessionRow& session, std::optional<int> free, bool english) {
  return "<dl class=\"times\">\n" +
         fact(english ? "When" : "Quand",
              span_words(session.local_start, session.local_end, english)) +
         fact(english ? "Where" : "Où", session.place) +
         fact(english ? "With" : "Avec", session.led_by) +
         fact("Places", free ? places_words(*free, english) : "") +
         fact(english ? "Price" : "Prix", price_words(price_of(session), english)) + "</dl>\n";
}

nlohmann::ordered_json event_of(const store::SessionRow& session, const sdk::Call& call,
                                const type::v1::DocumentRequest& request) {
  nlohmann::ordered_json event{{"@type", "Event"}};
  event["name"] = session.title;
  event["startDate"] = format_instant(session.starts_at).substr(0, 19) + "Z";
  event["endDate"] = format_instant(session.ends_at).substr(0, 19) + "Z";
  event["eventStatus"] = session.state == v1::SESSION_STATE_CANCELLED
                             ? "https://schema.org/EventCancelled"
                             : "https://schema.org/EventScheduled";
  event["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode";
  event["location"] = {
      {"@type", "Place"},
      {"name", session.place.empty() ? call.organisation_name() : session.place},
      {"address", session.place.empty() ? call.organisation_name() : session.place}};
  event["organizer"] = {{"@type", "Organization"}, {"name", call.organisation_name()}};
  if (session.state == v1::SESSION_STATE_PUBLISHED) {
    event["maximumAttendeeCapacity"] = session.capacity;
    event["remainingAttendeeCapacity"] = free_places(session, call.now());
  }
  event["isAccessibleForFree"] = session.price_kind == PriceKind::free;
  if (session.price_kind != PriceKind::free) {
    const auto price = price_of(session);
    const auto cents = price.kind == PriceKind::by_category    ? price.visitor_cents
                       : price.kind == PriceKind::contribution ? price.floor_cents
                                                               : price.cents;
    event["offers"] = {
        {"@type", "Offer"}, {"price", static_cast<double>(cents) / 100}, {"priceCurrency", "EUR"}};
  }
  if (!request.address().empty())
    event["url"] = request.address() + session_path(request.organisation(), session.id);
  return event;
}

namespace {
/// The field in which what is paid is chosen, if it is.
std::string price_field(const SessionPage& shown, bool english) {
  const auto& typed = shown.typed;
  if (shown.session.price_kind == PriceKind::contribution)
    return field(english ? "What you pay for all of you, in euros"
                         : "Votre participation pour vous tous, en euros",
                 "contribution", "inputmode=\"decimal\" autocomplete=\"off\" maxlength=\"12\"",
                 typed.contribution, typed);
  if (shown.session.price_kind != PriceKind::by_category) return {};
  return std::string("<p><label class=\"check\"><input type=\"checkbox\" name=\"reduced\"") +
         (typed.reduced ? " checked" : "") + "> " +
         (english ? "At the reduced price" : "Au tarif réduit") + "</label></p>\n";
}

/// How the registration is confirmed, and how long the person is known.
std::string form_notes(bool letters, bool english) {
  if (english)
    return std::string(letters ? "You confirm by the link that we send to your e-mail."
                               : "We call or write to you to confirm.") +
           " We forget your name, e-mail and telephone 180 days after the workshop.";
  return std::string(letters ? "Vous confirmez par le lien que nous envoyons à votre e-mail."
                             : "Nous vous appelons ou vous écrivons pour confirmer.") +
         " Nous oublions votre nom, votre e-mail et votre téléphone 180 jours après l’atelier.";
}

/// The form to register; `operation`: id of the submission.
std::string form_html(const std::string& path, const SessionPage& shown, const Uuid& operation,
                      bool english) {
  const auto& typed = shown.typed;
  std::string out = "<form method=\"post\"" + attribute("action", path) +
                    ">\n<input type=\"hidden\" name=\"operation\"" +
                    attribute("value", operation.text()) + ">\n";
  if (!typed.refused.empty())
    out += "<p id=\"refused\" role=\"alert\">" + html(refusal_words(typed.refused, english)) +
           "</p>\n";
  out += field(english ? "Your name" : "Votre nom", "name",
               "required autocomplete=\"name\" maxlength=\"80\"", typed.person.name, typed);
  out +=
      field("E-mail", "email", "type=\"email\" autocomplete=\"email\"", typed.person.email, typed);
  out += field(english ? "or telephone" : "ou téléphone", "telephone",
               "type=\"tel\" autocomplete=\"tel\"", typed.person.telephone, typed);
  out += field(english ? "Post code, if you like" : "Code postal, si vous voulez", "post_code",
               "autocomplete=\"postal-code\" maxlength=\"10\"", typed.person.post_code, typed);
  out += field(english ? "Persons, you included" : "Personnes, vous compris", "persons",
               "type=\"number\" min=\"1\" max=\"20\" required", typed.persons, typed);
  out += price_field(shown, english);
  out += "<p><button type=\"submit\">" + std::string(english ? "Register" : "M’inscrire") +
         "</button></p>\n<p>" + form_notes(shown.letters, english) + "</p>\n</form>\n";
  return out;
}
}  // namespace

std::string registration_refused(const store::SessionRow& session, Instant now) {
  if (session.state == v1::SESSION_STATE_CANCELLED) return "workshops.cancelled";
  if (session.starts_at <= now) return "workshops.begun";
  if (session.opens_at && *session.opens_at > now) return "workshops.not_open_yet";
  if (session.closes_at && *session.closes_at <= now) return "workshops.closed";
  return {};
}

type::v1::Document session_page(sdk::Call& call, const type::v1::DocumentRequest& request,
                                const SessionPage& shown) {
  const bool english = request.language() == "en";
  const auto& [session, workshop, letters, typed] = shown;
  const std::string path = session_path(request.organisation(), session.id);
  const auto refused = registration_refused(session, call.now());
  auto page = page_of(call, request, path, session.title);
  page.main =
      facts_html(session,
                 refused.empty() ? std::optional(free_places(session, call.now())) : std::nullopt,
                 english) +
      sdk::html_paragraphs(workshop.about) + "<dl class=\"times\">\n" +
      fact(english ? "For whom" : "Pour qui", workshop.for_whom) +
      fact(english ? "Languages" : "Langues", workshop.languages) +
      fact(english ? "To bring" : "À apporter", workshop.bring) + "</dl>\n<h2>" +
      (english ? "Register" : "S’inscrire") + "</h2>\n" +
      (refused.empty() ? form_html(path, shown, call.new_id(), english)
                       : "<p role=\"status\">" + html(refusal_words(refused, english)) + "</p>\n" +
                             sdk::html_paragraphs(session.reason));
  nlohmann::ordered_json data{{"@context", "https://schema.org"}};
  data.update(event_of(session, call, request));
  return sdk::page_document(request, page, data);
}

type::v1::Document message_page(const sdk::Call& call, const type::v1::DocumentRequest& request,
                                const std::string& path, const std::string& title,
                                const std::string& sentence) {
  auto page = page_of(call, request, path, title);
  page.main = "<p role=\"status\">" + html(sentence) + "</p>\n";
  return sdk::page_document(request, page, nlohmann::ordered_json::object());
}

Error unknown_page() {
  return {Code::not_found, "workshops.page_unknown"};
}

Result<store::SessionRow> shown_session(sdk::Call& call, const std::string& key) {
  const auto id = Uuid::parse(key);
  if (!id) return unknown_page();
  HALLE_TRY(settings, store::settings(call));
  if (!settings.public_page) return unknown_page();
  auto session = store::session(call, *id);
  if (!session && session.error().code == Code::not_found) return unknown_page();
  if (!session) return session.error();
  const auto& row = session.value();
  const bool shown = row.state == v1::SESSION_STATE_CANCELLED
                         ? row.starts_at > call.now()
                         : row.ends_at > call.now() - page_life;
  if (!row.was_published || row.audience != v1::AUDIENCE_ANYBODY || !shown) return unknown_page();
  return session;
}

}  // namespace halle::workshops
