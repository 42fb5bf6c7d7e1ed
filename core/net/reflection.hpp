#pragma once
// gRPC server reflection from the node's own descriptor pool.

#include <string>
#include <string_view>

#include "core/bus/routing/methods.hpp"

namespace halle::net {

/// Answers one serialised ServerReflectionRequest.
std::string answer_reflection(const bus::Descriptors& descriptors, std::string_view request);

}  // namespace halle::net
