#include "core/sdk/documents/agenda.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/calendars.hpp"

namespace halle::shifts {
namespace {
type::v1::Document document_of(const std::string& name,
                               const std::vector<sdk::Appointment>& appointments) {
  type::v1::Document document;
  document.set_content_type("text/calendar; charset=utf-8");
  document.set_body(sdk::agenda_text("shifts", name, appointments));
  return document;
}

Error unknown_calendar() {
  return {Code::not_found, "shifts.calendar_unknown"};
}
}  // namespace

Result<type::v1::Document> Calendars::render(sdk::Call& call,
                                             const type::v1::DocumentRequest& request) {
  HALLE_TRY(member, store::calendar_of(call, request.key()));
  if (!member) return unknown_calendar();
  HALLE_TRY(appointments, store::agenda_of(call, *member));
  return document_of(call.organisation_name(), appointments);
}

Result<type::v1::Document> Calendars::render_free(sdk::Call& call,
                                                  const type::v1::DocumentRequest& request) {
  HALLE_TRY(appointments, store::free_seats(call));
  if (appointments.empty()) {
    HALLE_TRY(shown, store::shows_free_seats(call));
    if (!shown) return unknown_calendar();
  }
  return document_of(
      (request.language() == "en" ? "Free seats, " : "Places libres, ") + call.organisation_name(),
      appointments);
}

}  // namespace halle::shifts
