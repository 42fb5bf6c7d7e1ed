#pragma once
// A principal as bytes, between the nodes of one installation.

#include <optional>
#include <string>
#include <string_view>

#include "core/bus/context.hpp"

namespace halle::net {

std::string principal_bytes(const bus::Principal& principal);
std::optional<bus::Principal> principal_from_bytes(std::string_view bytes);

}  // namespace halle::net
