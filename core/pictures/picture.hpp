#pragma once
// Foreign pictures drawn anew: small, upright, and with nothing in them but the picture. Pure;
// still to be called in a process of its own (reader.hpp), since it decodes what anybody may send.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::pictures {

constexpr std::size_t max_bytes = 1 << 20;       // of a picture that comes and of one that goes
constexpr std::int64_t max_pixels = 50'000'000;  // known from its header, before it is decoded
constexpr int longest_side = 1280;               // pixels of what is drawn

/// A JPEG, PNG or WebP as a JPEG of `longest_side` pixels at most and max_bytes at most, whatever
/// it was before: upright by its EXIF orientation, on white where it was transparent, without EXIF,
/// colour profile, comment or other metadata. The same bytes make the same bytes. Errors, of the
/// field `content`: `halle.picture_refused`: nothing of that kind, more than max_bytes, or
/// animated; `halle.picture_too_large`: more than `most_pixels`; `halle.picture_unreadable`: broken
/// or cut off.
Result<std::string> redraw(std::string_view bytes, std::int64_t most_pixels = max_pixels);

}  // namespace halle::pictures
