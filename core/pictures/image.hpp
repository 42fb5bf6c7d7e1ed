#pragma once
// A picture in memory, and what is done with it between decoding and encoding. Pure.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halle::pictures {

/// Rows of red, green, blue, from the top.
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
/// Of a picture made small enough that no side is longer; its own if it is.
Size within(Size size, int longest_side);

/// Made smaller, to a size that is not larger: each pixel is the mean of those it covers.
Image shrink(Image image, Size size);

/// Stood upright: as it is seen that was taken with this EXIF orientation, 1 to 8.
Image upright(Image image, int orientation);

}  // namespace halle::pictures
