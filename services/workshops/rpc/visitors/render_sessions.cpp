#include <nlohmann/json.hpp>

#include "core/sdk/notices.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/visitors/pages.hpp"

namespace halle::workshops {
namespace {
using Json = nlohmann::ordered_json;

constexpr int most_sessions = 20;

std::string card(const store::SessionRow& session, const std::string& association, Instant now,
                 bool english) {
  return "<li>\n<h2><a href=\"" + sdk::html(session_path(association, session.id)) + "\">" +
         sdk::html(session.title) + "</a></h2>\n" +
         facts_html(session, free_places(session, now), english) + "</li>\n";
}
}  // namespace

Result<type::v1::Document> Visitors::render_sessions(sdk::Call& call,
                                                     const type::v1::DocumentRequest& request) {
  HALLE_TRY(settings, store::settings(call));
  if (!settings.public_page) return unknown_page();
  HALLE_TRY(sessions, store::public_sessions(call, most_sessions + 1));
  const bool more = static_cast<int>(sessions.size()) > most_sessions;
  if (more) sessions.pop_back();
  const bool english = request.language() == "en";
  const std::string path = sessions_path(request.organisation());
  auto page = page_of(call, request, path, english ? "Workshops" : "Ateliers");
  page.about = (english ? "Workshops of " : "Les ateliers de ") + call.organisation_name() + ".";
  Json data{{"@context", "https://schema.org"}, {"@graph", Json::array()}};
  for (const auto& session : sessions) {
    page.main += card(session, request.organisation(), call.now(), english);
    data["@graph"].push_back(event_of(session, call, request));
  }
  if (sessions.empty())
    page.main = english ? "<p>No workshop is planned yet.</p>\n"
                        : "<p>Aucun atelier n’est prévu pour l’instant.</p>\n";
  else
    page.main = "<ul class=\"cards\">\n" + page.main + "</ul>\n";
  if (more)
    page.main += english ? "<p>There are more, later: the calendar has all of them.</p>\n"
                         : "<p>Il y en a d’autres, plus tard : l’agenda les a tous.</p>\n";
  page.main += "<p><a href=\"" + sdk::html(path) + ".ics\">" +
               (english ? "These dates for your calendar" : "Ces dates pour votre agenda") +
               "</a></p>\n";
  return sdk::page_document(request, page, data);
}

Result<type::v1::Document> Visitors::render_session(sdk::Call& call,
                                                    const type::v1::DocumentRequest& request) {
  const bool letters = sdk::can_deliver(call);  // asked outside of the transaction
  HALLE_TRY(session, shown_session(call, request.key()));
  HALLE_TRY(workshop, store::workshop(call, session.workshop_id.text()));
  return session_page(call, request, {session, workshop, letters, {}});
}

}  // namespace halle::workshops
