#pragma once
// Appointments as other programs keep them: iCalendar (RFC 5545), written by libical. A module that
// includes this links halle_agenda. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/sdk/rows/row.hpp"

namespace halle::sdk {

/// An event of a calendar. `id` stays the same whatever changes, so that a calendar moves the event
/// instead of showing it twice.
struct Appointment {
  std::string id;
  std::string title;
  std::string place;  // may be empty
  Instant starts;
  Instant ends;
  Instant written;   // when it was last changed
  int sequence = 0;  // of two versions, the one with the higher number is newer
  bool called_off = false;
};
HALLE_ROW(Appointment, id, title, place, starts, ends, written, sequence, called_off)

/// The whole file; `module` is the id of the module that writes it, `name` the calendar's name.
std::string agenda_text(std::string_view module, const std::string& name,
                        const std::vector<Appointment>& appointments);

}  // namespace halle::sdk
