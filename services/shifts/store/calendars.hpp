#pragma once
// The table shifts.calendar (the address at which a member's shifts can be read, by the hash of its
// key), and what stands in calendars.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "core/sdk/documents/agenda.hpp"

namespace halle::shifts::store {

/// Gives the member's calendar this key in place of any other.
Status set_calendar_key(sdk::Call& call, const std::string& member, const std::string& key);
/// The member's calendar can no longer be read.
Status close_calendar(sdk::Call& call, std::string_view member);
/// The number of the member whose calendar has this key; empty if none has.
Result<std::optional<std::string>> calendar_of(sdk::Call& call, const std::string& key);

/// By beginning, the shifts of the last 90 days and to come at which the member has a seat, or had
/// one when they were called off.
Result<std::vector<sdk::Appointment>> agenda_of(sdk::Call& call, const std::string& member);
/// By beginning, the shifts to come with free seats and how many; none unless the association
/// shows them to anybody.
Result<std::vector<sdk::Appointment>> free_seats(sdk::Call& call);
/// Whether it does.
Result<bool> shows_free_seats(sdk::Call& call);

}  // namespace halle::shifts::store
