#pragma once
// Checks the address at which the gateway is to listen.

#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/processes/process.hpp"

namespace halle::supervisor {

/// Refuses an address that is not HOST:PORT (an IPv4 address, `[IPv6]` or `localhost`; port 0: any
/// free port), and one at which the services' user cannot listen now. Errors about the field
/// `--listen`: `halle.address_unreadable`, `halle.address_in_use`, `halle.address_refused`.
Status check_address(const std::string& listen, const RunAs& user);

}  // namespace halle::supervisor
