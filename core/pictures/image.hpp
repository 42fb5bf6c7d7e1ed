#pragma once
// A decoded picture, and the operations between decoding and encoding. Pure functions.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halle::pictures {

/// Pixels in rows from the top, three bytes each: red, green, blue.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  Image() = default;
  Image(int across, int down)
      : width(across),
        height(down),
        pixels(std::size_t{3} * static_cast<std::size_t>(across) * static_cast<std::size_t>(down)) {
  }
};

struct Size {
  int width;
  int height;
};
/// The size of a picture scaled down so that no side is longer than `longest_side`; unchanged if
/// none is.
Size within(Size size, int longest_side);

/// Scales a picture down to `size`, which is not larger: each pixel is the mean of those it covers.
Image shrink(Image image, Size size);

/// Rotates and mirrors a picture that has this EXIF orientation (1 to 8) so that it is upright.
Image upright(Image image, int orientation);

}  // namespace halle::pictures
