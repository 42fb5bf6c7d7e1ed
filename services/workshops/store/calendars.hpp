#pragma once
// The table workshops.calendar (the address at which a member's sessions can be read, by the hash
// of its key), and what stands in calendars.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "core/sdk/documents/agenda.hpp"

namespace halle::workshops::store {

/// Gives the member's calendar this key in place of any other.
Status set_calendar_key(sdk::Call& call, const std::string& member, const std::string& key);
/// The member's calendar can no longer be read.
Status close_calendar(sdk::Call& call, std::string_view member);
/// The number of the member whose calendar has this key; empty if none has.
Result<std::optional<std::string>> calendar_of(sdk::Call& call, const std::string& key);

/// By beginning, the sessions of the last 90 days and to come at which the member has a place, or
/// had one when they were cancelled.
Result<std::vector<sdk::Appointment>> agenda_of(sdk::Call& call, const std::string& member);
/// By beginning, the published sessions for anybody of the last 30 days and to come, also those
/// cancelled since.
Result<std::vector<sdk::Appointment>> public_agenda(sdk::Call& call);

}  // namespace halle::workshops::store
