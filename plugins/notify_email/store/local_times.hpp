#pragma once
// Instants as local times, computed by the database, whose time zones are the authority.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::notify_email::store {

/// Each second since 1970 as `2026-12-05 20:30` in the association's zone.
Result<std::map<std::int64_t, std::string>> local_times(sdk::Call& call,
                                                        const std::vector<std::int64_t>& seconds);

}  // namespace halle::notify_email::store
