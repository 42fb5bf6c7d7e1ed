#pragma once
// Pictures that people send: never kept and never shown as they came.

#include <string>
#include <string_view>

#include "core/sdk/call.hpp"

namespace halle::sdk {

/// The media type of what redraw_picture() makes.
constexpr std::string_view picture_drawn = "image/jpeg";

/// A picture that somebody sent (`picture_type`, core/sdk/documents/file.hpp), drawn anew: a JPEG
/// of 1280 pixels on its longer side at most, small enough for keep_file(), upright, without the
/// place where it was taken or anything else but the picture. The same picture is drawn the same
/// each time. The kernel lets a process of its own do it, one at a time; it takes a tenth of a
/// second for the photo of a telephone. The module's manifest lists it: `calls { method:
/// "/halle.kernel.v1.Pictures/Redraw" }`; in a test of the module (core/testing) it is answered
/// like any method of others. Not inside a transaction: before the first statement. Errors, of the
/// field: `halle.picture_refused`: no JPEG, PNG or WebP, or one that moves, or more than 1 MiB;
/// `halle.picture_too_large`: more than 50 million pixels; `halle.picture_unreadable`: broken;
/// `halle.picture_late`: more work than one picture may be. And `halle.busy`.
Result<std::string> redraw_picture(Call& call, std::string_view content, const std::string& field);

}  // namespace halle::sdk
