#pragma once
// The public pages: what they say of a session, the form, the state of a registration. Texts of
// persons are escaped.

#include <nlohmann/json_fwd.hpp>

#include "core/sdk/documents/document.hpp"
#include "services/workshops/domain/visitors.hpp"
#include "services/workshops/store/registrations/registrations.hpp"
#include "services/workshops/store/sessions/sessions.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops {

/// How long a session has a page after its end.
constexpr std::chrono::days page_life{30};

/// A page of this module, with its menu.
sdk::Page page_of(const sdk::Call& call, const type::v1::DocumentRequest& request,
                  const std::string& path, const std::string& title);
/// Paths of the list and of one session.
std::string sessions_path(const std::string& association);
std::string session_path(const std::string& association, const Uuid& session);

/// Places that a group that comes now may take: none while others wait and places are offered.
int free_places(const store::SessionRow& session, Instant now);
/// When, where, by whom and how many places are free (unless empty), as a definition list.
std::string facts_html(const store::SessionRow& session, std::optional<int> free, bool english);
/// The session as a schema.org Event.
nlohmann::ordered_json event_of(const store::SessionRow& session, const sdk::Call& call,
                                const type::v1::DocumentRequest& request);

/// What a visitor has typed, and why it was refused.
struct Typed {
  VisitorInput person;
  std::string persons = "1";
  std::string contribution;  // euros
  bool reduced = false;
  std::string refused;  // reason; empty: not yet sent
  std::string field;    // that it is about
};
/// What the page of a session shows.
struct SessionPage {
  store::SessionRow session;
  store::WorkshopRow workshop;
  bool letters = false;  // can be delivered
  Typed typed;
};
/// Why visitors cannot register at the session now, whatever they type; empty if they can.
std::string registration_refused(const store::SessionRow& session, Instant now);
/// The page of a session, with the form or why there is none.
type::v1::Document session_page(sdk::Call& call, const type::v1::DocumentRequest& request,
                                const SessionPage& shown);
/// A page with a sentence.
type::v1::Document message_page(const sdk::Call& call, const type::v1::DocumentRequest& request,
                                const std::string& path, const std::string& title,
                                const std::string& sentence);

/// NOT_FOUND `workshops.page_unknown`.
Error unknown_page();
/// A session for anybody that the public page shows, by its id: published, until page_life after
/// its end, or cancelled and still to come. Error: unknown_page().
Result<store::SessionRow> shown_session(sdk::Call& call, const std::string& key);

}  // namespace halle::workshops
