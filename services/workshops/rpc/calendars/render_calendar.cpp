#include "core/sdk/documents/agenda.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/calendars.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops {
namespace {
type::v1::Document document_of(const std::string& name,
                               const std::vector<sdk::Appointment>& appointments) {
  type::v1::Document document;
  document.set_content_type("text/calendar; charset=utf-8");
  document.set_body(sdk::agenda_text("workshops", name, appointments));
  return document;
}

Error unknown_calendar() {
  return {Code::not_found, "workshops.calendar_unknown"};
}
}  // namespace

Result<type::v1::Document> Calendars::render(sdk::Call& call,
                                             const type::v1::DocumentRequest& request) {
  HALLE_TRY(member, store::calendar_of(call, request.key()));
  if (!member) return unknown_calendar();
  HALLE_TRY(appointments, store::agenda_of(call, *member));
  return document_of(
      (request.language() == "en" ? "My workshops, " : "Mes ateliers, ") + call.organisation_name(),
      appointments);
}

Result<type::v1::Document> Calendars::render_public(sdk::Call& call,
                                                    const type::v1::DocumentRequest& request) {
  HALLE_TRY(settings, store::settings(call));
  if (!settings.public_page) return unknown_calendar();
  HALLE_TRY(appointments, store::public_agenda(call));
  return document_of(
      (request.language() == "en" ? "Workshops, " : "Ateliers, ") + call.organisation_name(),
      appointments);
}

}  // namespace halle::workshops
