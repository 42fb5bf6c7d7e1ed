#pragma once
// Runs halle-pictures (core/apart).

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::pictures {

/// Re-encodes a picture (pictures::redraw) in `program`, the path of halle-pictures. Blocks, for
/// `patience` at most. Errors: those of redraw(); `halle.picture_unreadable` if the picture makes
/// the program end; `halle.picture_late`; `halle.command_failed`.
Result<std::string> redraw_apart(const std::string& program, std::string_view content,
                                 std::chrono::milliseconds patience);

}  // namespace halle::pictures
