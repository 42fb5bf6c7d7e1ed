#pragma once
// Calendars (iCalendar) in tests, as other programs read them.

#include <libical/ical.h>

#include <fstream>
#include <iterator>
#include <string>

namespace halle::test {

/// What another program that reads calendars finds: a line an appointment.
inline std::string read_by_libical(const std::string& feed) {
  std::string found;
  icalcomponent* calendar = icalparser_parse_string(feed.c_str());
  for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    const auto instant = [](icaltimetype time) {
      return std::to_string(icaltime_as_timet_with_zone(time, icaltimezone_get_utc_timezone()));
    };
    const bool off = icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
    const char* place = icalcomponent_get_location(event);
    found += std::string(icalcomponent_get_uid(event)) + "|" +
             instant(icalcomponent_get_dtstart(event)) + "|" +
             instant(icalcomponent_get_dtend(event)) + "|" +
             std::to_string(icalcomponent_get_sequence(event)) + "|" + (off ? "off" : "on") + "|" +
             icalcomponent_get_summary(event) + "|" + (place == nullptr ? "" : place) + "\n";
  }
  icalcomponent_free(calendar);
  return found;
}

/// A file of tests/data/feed, which ical.js (clients/web/test) and python3-icalendar
/// (read_feed.py) read too.
inline std::string feed_file(const std::string& name) {
  std::ifstream in(HALLE_SOURCE_DIR "/tests/data/feed/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace halle::test
