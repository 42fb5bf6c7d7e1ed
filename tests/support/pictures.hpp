#pragma once
// Pictures to be sent, made by the libraries that also read them, and what is in them.

#include <cstddef>
#include <string>
#include <string_view>

namespace halle::test {

/// A picture whose upper half is one colour, the lower one another; the number makes it differ.
std::string make_jpeg(int width, int height, int number = 0);
/// The same, progressive and with all its colours: the most memory that decoding a JPEG takes.
std::string make_progressive_jpeg(int width, int height);
std::string make_png(int width, int height, int number = 0);
std::string make_webp(int width, int height, int number = 0);

/// The EXIF of a telephone: which way it was held, 1 to 8, and 48.8584 N, 2.2945 E.
std::string make_exif(int orientation);
/// A JPEG with that in it.
std::string with_exif(std::string_view jpeg, int orientation);

/// A chunk of a PNG with its checksum.
std::string png_chunk(const std::string& name, const std::string& content);
/// A PNG of the content of its header and its rows, filters and all.
std::string make_png_of(const std::string& header, const std::string& rows);
/// A real, black PNG of one bit a pixel: large in pixels, small in bytes.
std::string make_black_png(int width, int height);

/// What a JPEG shows; -1 wide if it is none.
struct Seen {
  int width = -1;
  int height = -1;
  std::string pixels;  // red, green, blue
  /// Whether that pixel is more red than blue.
  bool is_red(int x, int y) const;
};
Seen seen(std::string_view jpeg);

}  // namespace halle::test
