#pragma once
// Uploaded pictures, which are never stored or shown as they came.

#include <string>
#include <string_view>

#include "core/sdk/call.hpp"

namespace halle::sdk {

/// The media type of the pictures that redraw_picture() returns.
constexpr std::string_view picture_drawn = "image/jpeg";

/// Re-encodes an uploaded picture (checked by `picture_type`, core/sdk/documents/file.hpp): a JPEG
/// of 1280 pixels on its longer side at most, small enough for keep_file(), upright, without
/// location or other metadata. Deterministic. The kernel runs a confined process for it, one at a
/// time; a photo of a telephone takes about 0.1 s. The module's manifest lists the call: `calls {
/// method: "/halle.kernel.v1.Pictures/Redraw" }`; in a module's test (core/testing) it is answered
/// like any method of another module. Call it outside a transaction: before the first statement.
/// Errors about `field`: `halle.picture_refused`: no JPEG, PNG or WebP, animated, or more than 1
/// MiB; `halle.picture_too_large`: more than 50 million pixels; `halle.picture_unreadable`:
/// damaged; `halle.picture_late`: it needs too much time. Also `halle.busy`.
Result<std::string> redraw_picture(Call& call, std::string_view content, const std::string& field);

}  // namespace halle::sdk
