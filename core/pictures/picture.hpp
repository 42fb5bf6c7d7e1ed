#pragma once
// Re-encodes foreign pictures: small, upright, without metadata. Pure functions; call them only in
// a confined process (reader.hpp), because they decode untrusted bytes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::pictures {

constexpr std::size_t max_bytes = 1 << 20;       // of the input and of the output
constexpr std::int64_t max_pixels = 50'000'000;  // read from the header, before decoding
constexpr int longest_side = 1280;               // pixels, of the output

/// Converts a JPEG, PNG or WebP to a JPEG of at most `longest_side` pixels and max_bytes: upright
/// by its EXIF orientation, on white where it was transparent, without EXIF, colour profile,
/// comment or other metadata. Deterministic. Errors about the field `content`:
/// `halle.picture_refused`: another format, more than max_bytes, or animated;
/// `halle.picture_too_large`: more than `most_pixels`; `halle.picture_unreadable`: damaged or
/// truncated.
Result<std::string> redraw(std::string_view bytes, std::int64_t most_pixels = max_pixels);

}  // namespace halle::pictures
