#pragma once
// Serialised principals, as nodes of one installation send them to each other.

#include <optional>
#include <string>
#include <string_view>

#include "core/bus/context.hpp"

namespace halle::net {

std::string principal_bytes(const bus::Principal& principal);
/// Empty if the bytes cannot be parsed.
std::optional<bus::Principal> principal_from_bytes(std::string_view bytes);

}  // namespace halle::net
