#pragma once
// Shifts as other programs keep them: iCalendar (RFC 5545). Pure.

#include <string>
#include <vector>

#include "core/base/time/clock.hpp"

namespace halle::shifts {

/// A shift in a calendar. `id` stays the same whatever becomes of the shift: so a calendar moves it
/// instead of showing it twice.
struct Appointment {
  std::string id;
  std::string title;
  std::string place;  // may be empty
  Instant starts;
  Instant ends;
  Instant written;   // when it became so
  int sequence = 0;  // of two versions the one with more is the newer
  bool called_off = false;
};

/// The whole file; `name` is what the calendar is called.
std::string agenda_text(const std::string& name, const std::vector<Appointment>& appointments);

}  // namespace halle::shifts
