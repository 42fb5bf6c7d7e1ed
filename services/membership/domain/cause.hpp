#pragma once
// Why a member's standing changed, as a person says it. Pure.

#include <string>

#include "core/base/result.hpp"

namespace halle::membership {

/// The causes that Halle gives itself begin so; what follows is the key of their words.
inline constexpr const char* own_cause = "membership.cause_";

/// A cause given by a person: at most 200 characters, and none of Halle's own, which decide whether
/// a suspension ends by itself. Error INVALID_ARGUMENT `membership.bad_cause`.
Status check_cause(const std::string& cause);

}  // namespace halle::membership
