// What becomes of pictures that people send: small, upright, nothing in them but the picture.
#include "core/pictures/picture.hpp"

#include <gtest/gtest.h>

#include <random>

#include "core/pictures/image.hpp"
#include "tests/support/pictures.hpp"

namespace halle::pictures {
namespace {
using namespace std::string_literals;
using test::seen;

std::string drawn(const std::string& bytes) {
  const auto made = redraw(bytes);
  return made ? made.value() : made.error().fields.at(0).field + " " + made.error().reason;
}

const std::string refused = "content halle.picture_refused";
const std::string too_large = "content halle.picture_too_large";
const std::string unreadable = "content halle.picture_unreadable";

TEST(Redraw, MakesAJpegOfEachFormat) {
  for (const auto& bytes :
       {test::make_jpeg(60, 40), test::make_png(60, 40), test::make_webp(60, 40)}) {
    const auto made = seen(drawn(bytes));
    EXPECT_EQ(made.width, 60);
    EXPECT_EQ(made.height, 40);
    EXPECT_TRUE(made.is_red(30, 5) && !made.is_red(30, 35));
    EXPECT_EQ(drawn(bytes), drawn(bytes)) << "the same each time";
  }
}

TEST(Redraw, MakesLargePicturesSmall) {
  for (const auto& bytes :
       {test::make_jpeg(4000, 3000), test::make_png(4000, 3000), test::make_webp(4000, 3000)}) {
    const auto made = seen(drawn(bytes));
    EXPECT_EQ(made.width, 1280);
    EXPECT_EQ(made.height, 960);
    EXPECT_TRUE(made.is_red(640, 400) && !made.is_red(640, 560));
  }
  EXPECT_EQ(seen(drawn(test::make_png(3, 9000))).height, 1280);
  EXPECT_EQ(seen(drawn(test::make_png(3, 9000))).width, 1);
  EXPECT_EQ(seen(drawn(test::make_jpeg(1300, 1281))).width, 1280);
  EXPECT_EQ(seen(drawn(test::make_jpeg(1, 1))).width, 1);
}

TEST(Redraw, LeavesOutWhereAPhotoWasTaken) {
  const auto jpeg = test::with_exif(test::make_jpeg(60, 40), 1);
  ASSERT_NE(jpeg.find("Exif"), std::string::npos);
  const auto made = drawn(jpeg);
  EXPECT_EQ(made.find("Exif"), std::string::npos);
  EXPECT_EQ(made.find("\xff\xe1"), std::string::npos) << "no APP1 at all";
  const auto png = test::make_png(60, 40);
  EXPECT_EQ(drawn(png.substr(0, 33) + test::png_chunk("tEXt", "Author\0Anna"s) + png.substr(33))
                .find("Anna"),
            std::string::npos);
}

TEST(Redraw, StandsPhotosUpright) {
  // Where the red half is once it is upright: 0 above, 1 right, 2 below, 3 left.
  const int expected[] = {0, 0, 2, 2, 3, 1, 1, 3};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto made = seen(drawn(test::with_exif(test::make_jpeg(64, 32), orientation)));
    const bool lies = orientation >= 5;
    ASSERT_EQ(made.width, lies ? 32 : 64) << orientation;
    ASSERT_EQ(made.height, lies ? 64 : 32) << orientation;
    const int right = made.width - 1;
    const int bottom = made.height - 1;
    const bool red[] = {made.is_red(right / 2, 0), made.is_red(right, bottom / 2),
                        made.is_red(right / 2, bottom), made.is_red(0, bottom / 2)};
    EXPECT_TRUE(red[expected[orientation - 1]]) << orientation;
    EXPECT_FALSE(red[(expected[orientation - 1] + 2) % 4]) << orientation;
  }
}

TEST(Upright, PutsEachCornerWhereItBelongs) {
  // A B    each orientation's picture, row by row, as the table of EXIF has it
  // C D
  const char* const expected[] = {"ABCD", "BADC", "DCBA", "CDAB", "ACBD", "CADB", "DBCA", "BDAC"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    Image image(2, 2);
    for (std::size_t i = 0; i < 4; ++i) image.pixels[3 * i] = static_cast<std::uint8_t>('A' + i);
    const Image turned = upright(std::move(image), orientation);
    std::string corners;
    for (std::size_t i = 0; i < 4; ++i) corners += static_cast<char>(turned.pixels[3 * i]);
    EXPECT_EQ(corners, expected[orientation - 1]) << orientation;
  }
}

TEST(Redraw, PutsWhatIsTransparentOnWhite) {
  const std::string header = "\0\0\0\x08\0\0\0\x08\x08\x06\0\0\0"s;  // 8 × 8, RGBA
  const auto made = seen(drawn(test::make_png_of(header, std::string(8 * 33, '\0'))));
  ASSERT_EQ(made.width, 8);
  EXPECT_EQ(made.pixels, std::string(8 * 8 * 3, '\xff'));
}

TEST(Redraw, RefusesTooManyPixelsByTheHeader) {
  EXPECT_EQ(
      drawn("\x89PNG\r\n\x1a\n" + test::png_chunk("IHDR", "\0\0\x75\x30\0\0\x75\x30\1\0\0\0\0"s) +
            test::png_chunk("IDAT", "")),
      too_large)
      << "30,000 × 30,000 are claimed";
  std::string jpeg = test::make_jpeg(60, 40);
  const auto frame = jpeg.find("\xff\xc0");
  jpeg.replace(frame + 5, 4, "\x75\x30\x75\x30");
  EXPECT_EQ(drawn(jpeg), too_large);
  // Of a lossless WebP 14 bits each, lowest first, behind its signature.
  std::string webp = test::make_webp(60, 40);
  webp.replace(webp.find("VP8L") + 9, 4, "\xff\xff\xff\x0f");
  EXPECT_EQ(drawn(webp), too_large);
}

TEST(Redraw, TakesAsManyPixelsAsItSays) {
  EXPECT_EQ(seen(drawn(test::make_black_png(10000, 5000))).width, 1280);
  EXPECT_EQ(drawn(test::make_black_png(10000, 5001)), too_large);
}

TEST(Redraw, RefusesWhatIsNoPicture) {
  for (const auto& bytes : {""s, "<svg/>"s, "GIF89a"s, "\xff\xd8"s, std::string(100, '\0')})
    EXPECT_EQ(drawn(bytes), refused);
  for (const auto& bytes : {"\xff\xd8\xff"s, "\xff\xd8\xff\xe0 a pot of jam"s, "\x89PNG\r\n\x1a\n"s,
                            "\x89PNG\r\n\x1a\n a pot of honey"s, "RIFF\x10\0\0\0WEBPVP8 "s,
                            "RIFF\0\0\0\0WEBPVP8L    "s})
    EXPECT_EQ(drawn(bytes), unreadable);
}

TEST(Redraw, RefusesWhatIsCutOff) {
  for (const auto& whole :
       {test::make_jpeg(600, 400), test::make_png(600, 400), test::make_webp(600, 400)}) {
    for (const std::size_t part : {40, 60, 90})
      EXPECT_EQ(drawn(whole.substr(0, whole.size() * part / 100)), unreadable) << part;
  }
}

TEST(Redraw, RefusesWhatMoves) {
  const auto still = test::make_png(4, 4);
  EXPECT_EQ(
      drawn(still.substr(0, 33) + test::png_chunk("acTL", "\0\0\0\2\0\0\0\0"s) + still.substr(33)),
      refused);
  const std::string moving =
      "WEBPVP8X\x0a\0\0\0\2\0\0\0\x03\0\0\x03\0\0"s + "ANIM\x06\0\0\0\0\0\0\0\0\0"s;
  EXPECT_EQ(drawn("RIFF" + std::string(1, static_cast<char>(moving.size())) + "\0\0\0"s + moving),
            refused);
}

TEST(Redraw, RefusesMoreThanAMebibyte) {
  std::string jpeg = test::make_jpeg(60, 40);
  jpeg.resize(max_bytes, 'x');
  EXPECT_EQ(seen(drawn(jpeg)).width, 60) << "what follows the end is nobody's";
  EXPECT_EQ(drawn(jpeg + "x"), refused);
}

/// Noise is the largest there is: less good, but never more than may be kept.
TEST(Redraw, StaysWithinAMebibyte) {
  std::mt19937 random(3);  // NOLINT(cert-msc51-cpp): the same each time
  std::string header = "\0\0\x05\0\0\0\x05\0\1\0\0\0\0"s;  // 1280 × 1280, one bit
  std::string rows;
  for (int y = 0; y < 1280; ++y) {
    rows += '\0';
    for (int x = 0; x < 160; ++x) rows += static_cast<char>(random());
  }
  const auto made = drawn(test::make_png_of(header, rows));
  EXPECT_LE(made.size(), max_bytes);
  EXPECT_EQ(seen(made).width, 1280);
}

/// Whatever is done to the bytes of a picture, it is drawn or refused.
TEST(Redraw, SurvivesAnyChange) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same each time
  const auto below = [&](std::size_t limit) { return random() % limit; };
  const std::string wholes[] = {test::with_exif(test::make_jpeg(40, 30), 6), test::make_png(40, 30),
                                test::make_webp(40, 30)};
  int drawn_count = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = wholes[below(3)];
    for (auto changes = below(4) + 1; changes > 0; --changes)
      bytes[below(bytes.size())] = static_cast<char>(random());
    if (below(4) == 0) bytes.resize(below(bytes.size()) + 1);
    const auto made = drawn(bytes);
    if (made != refused && made != unreadable && made != too_large) {
      ASSERT_GT(seen(made).width, 0) << i;
      ++drawn_count;
    }
  }
  EXPECT_GT(drawn_count, 100);
}

}  // namespace
}  // namespace halle::pictures
