#pragma once
// Who calls as bytes, between the nodes of one installation.

#include <optional>
#include <string>
#include <string_view>

#include "core/bus/context.hpp"

namespace halle::net {

std::string principal_bytes(const bus::Principal& principal);
/// Nothing if they cannot be read.
std::optional<bus::Principal> principal_from_bytes(std::string_view bytes);

}  // namespace halle::net
