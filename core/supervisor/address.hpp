#pragma once
// The address that the gateway is to listen at.

#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

/// Refuses what is no HOST:PORT (an IPv4 address, `[IPv6]` or `localhost`; port 0: any that is
/// free) and one that the services' user cannot listen at now. Errors about the field `--listen`:
/// `halle.address_unreadable`, `halle.address_in_use`, `halle.address_refused`.
Status check_address(const std::string& listen, const RunAs& user);

}  // namespace halle::supervisor
