#include "core/sdk/documents/agenda.hpp"

#include <libical/ical.h>

#include <memory>

namespace halle::sdk {
namespace {
icaltimetype time_of(Instant instant) {
  return icaltime_from_timet_with_zone(std::chrono::system_clock::to_time_t(instant), 0,
                                       icaltimezone_get_utc_timezone());
}

icalcomponent* event_of(const Appointment& one) {
  icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [event](icalproperty* property) { icalcomponent_add_property(event, property); };
  add(icalproperty_new_uid((one.id + "@halle").c_str()));
  add(icalproperty_new_dtstamp(time_of(one.written)));
  add(icalproperty_new_dtstart(time_of(one.starts)));
  add(icalproperty_new_dtend(time_of(one.ends)));
  add(icalproperty_new_sequence(one.sequence));
  add(icalproperty_new_summary(one.title.c_str()));
  if (!one.place.empty()) add(icalproperty_new_location(one.place.c_str()));
  add(icalproperty_new_status(one.called_off ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  return event;
}
}  // namespace

std::string agenda_text(std::string_view module, const std::string& name,
                        const std::vector<Appointment>& appointments) {
  const std::string product = "-//Halle//" + std::string(module) + "//FR";
  const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar(
      icalcomponent_new(ICAL_VCALENDAR_COMPONENT), icalcomponent_free);
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid(product.c_str()));
  icalproperty* called = icalproperty_new(ICAL_X_PROPERTY);
  icalproperty_set_x_name(called, "X-WR-CALNAME");
  icalproperty_set_value(called, icalvalue_new_text(name.c_str()));
  icalcomponent_add_property(calendar.get(), called);
  for (const auto& one : appointments) icalcomponent_add_component(calendar.get(), event_of(one));
  const std::unique_ptr<char, void (*)(void*)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer);
  return text.get();
}

}  // namespace halle::sdk
