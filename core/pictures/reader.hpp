#pragma once
// Runs halle-pictures (core/apart).

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::pictures {

/// A picture drawn anew (pictures::redraw) by `program` (path of halle-pictures). Blocks, for
/// `patience` at most. Errors: those of redraw(), and `halle.picture_unreadable` of what ends the
/// program; `halle.picture_late`; `halle.command_failed`.
Result<std::string> redraw_apart(const std::string& program, std::string_view content,
                                 std::chrono::milliseconds patience);

}  // namespace halle::pictures
