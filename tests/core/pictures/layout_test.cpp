// Which way a picture was held, wherever its format says so, and whatever is written there.
#include "core/pictures/layout.hpp"

#include <gtest/gtest.h>

#include "tests/support/pictures.hpp"

namespace halle::pictures {
namespace {
using namespace std::string_literals;

/// A PNG or WebP with EXIF behind its picture.
std::string png_with_exif(int orientation) {
  const auto png = test::make_png(4, 4);
  const auto end = png.size() - 12;  // IEND
  return png.substr(0, end) + test::png_chunk("eXIf", test::make_exif(orientation)) +
         png.substr(end);
}
std::string webp_with_exif(int orientation) {
  const auto exif = test::make_exif(orientation);
  return test::make_webp(4, 4) + "EXIF" + static_cast<char>(exif.size()) + "\0\0\0"s + exif;
}

TEST(Orientation, IsReadOfEachFormat) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(orientation_of(test::with_exif(test::make_jpeg(4, 4), orientation)), orientation);
    EXPECT_EQ(orientation_of(png_with_exif(orientation)), orientation);
    EXPECT_EQ(orientation_of(webp_with_exif(orientation)), orientation);
  }
}

TEST(Orientation, IsReadInBothOrdersOfBytes) {
  const std::string little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"s;
  EXPECT_EQ(orientation_of("\xff\xd8\xff\xe1\0\x22"s + "Exif\0\0"s + little), 6);
}

TEST(Orientation, IsUprightWhereNothingSaysOtherwise) {
  for (const auto& bytes :
       {""s, "GIF89a"s, test::make_jpeg(4, 4), test::make_png(4, 4), test::make_webp(4, 4),
        test::with_exif(test::make_jpeg(4, 4), 0), test::with_exif(test::make_jpeg(4, 4), 9)})
    EXPECT_EQ(orientation_of(bytes), 1);
}

TEST(Orientation, OfWhatIsCutAnywhereIsNotReadPastTheEnd) {
  for (const auto& whole :
       {test::with_exif(test::make_jpeg(4, 4), 6), png_with_exif(6), webp_with_exif(6)})
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // On the heap and of that size: the sanitizers see what lies beyond.
      const std::string cut(whole, 0, size);
      const int orientation = orientation_of(cut);
      EXPECT_TRUE(orientation == 1 || orientation == 6) << size;
    }
}

TEST(Layout, OfAnAnimatedPngIsKnown) {
  const auto still = test::make_png(4, 4);
  EXPECT_FALSE(is_animated_png(still));
  EXPECT_TRUE(is_animated_png(still.substr(0, 33) + test::png_chunk("acTL", "\0\0\0\1\0\0\0\0"s) +
                              still.substr(33)));
}

}  // namespace
}  // namespace halle::pictures
