#pragma once
// Properties that the picture decoders do not report: orientation and animation. Reads no byte past
// the end, whatever the input. Pure functions.

#include <string_view>

namespace halle::pictures {

enum class Kind { none, jpeg, png, webp };

/// The format of a picture, by its first bytes.
Kind kind_of(std::string_view bytes);

/// The EXIF orientation of a picture, 1 to 8; 1 if it names none.
int orientation_of(std::string_view bytes);

/// Whether a PNG is animated.
bool is_animated_png(std::string_view bytes);

}  // namespace halle::pictures
