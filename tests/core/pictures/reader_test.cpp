// The program halle-pictures itself: what it draws, what ends it, and how much it takes.
#include "core/pictures/reader.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <random>

#include "tests/support/pictures.hpp"

namespace halle::pictures {
namespace {
using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string program = HALLE_BINARY_DIR "/bin/halle-pictures";

std::string drawn(const std::string& content) {
  const auto made = redraw_apart(program, content, 20s);
  if (made) return made.value();
  return made.error().fields.empty() ? made.error().reason : made.error().fields[0].reason;
}

/// The most memory that one of our children ever had, MiB.
long largest_child() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return usage.ru_maxrss / 1024;
}

// First of all: what was used before counts too.
TEST(PicturesProgram, RefusesABombQuicklyAndInLittleMemory) {
  const auto bomb = test::make_black_png(30000, 30000);
  ASSERT_LT(bomb.size(), 120'000u);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(drawn(bomb), "halle.picture_too_large");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
  EXPECT_LT(largest_child(), 64) << "the child of a small process begins with what that one has";
}

TEST(PicturesProgram, DrawsAPhoto) {
  const auto made = test::seen(drawn(test::with_exif(test::make_jpeg(4000, 3000), 6)));
  EXPECT_EQ(made.width, 960);
  EXPECT_EQ(made.height, 1280);
  EXPECT_TRUE(made.is_red(900, 640) && !made.is_red(60, 640));
}

TEST(PicturesProgram, TakesTheLargestOfEachFormatWithinItsLimits) {
  for (const auto& bytes :
       {test::make_black_png(10000, 5000), test::make_progressive_jpeg(8160, 6120),
        test::make_webp(10000, 5000)}) {
    ASSERT_LE(bytes.size(), 1u << 20);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(std::max(test::seen(drawn(bytes)).width, 0), 1280);
    RecordProperty("milliseconds",
                   static_cast<int>((std::chrono::steady_clock::now() - begun) / 1ms));
  }
  EXPECT_LT(largest_child(), 640);
}

/// Scans that change nothing, again and again: little to send, much to do.
TEST(PicturesProgram, EndsWithAPictureThatIsAllWork) {
  const auto whole = test::make_progressive_jpeg(8000, 4000);
  std::string bytes = whole.substr(0, whole.size() - 2);
  const std::string scan = bytes.substr(bytes.rfind("\xff\xda"));
  for (int i = 0; i < 480; ++i) bytes += scan;
  ASSERT_LT(bytes.size(), 1u << 20);
  const auto begun = std::chrono::steady_clock::now();
  const auto made = drawn(bytes + "\xff\xd9");
  EXPECT_TRUE(made == "halle.picture_late" || test::seen(made).width == 1280) << made;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

TEST(PicturesProgram, RefusesInWords) {
  EXPECT_EQ(drawn(""), "halle.picture_refused");
  EXPECT_EQ(drawn("GIF89a"), "halle.picture_refused");
  EXPECT_EQ(drawn("\xff\xd8\xff\xe0 a pot of jam"), "halle.picture_unreadable");
  const auto jpeg = test::make_jpeg(600, 400);
  EXPECT_EQ(drawn(jpeg.substr(0, jpeg.size() / 2)), "halle.picture_unreadable");
  EXPECT_EQ(drawn(std::string((1 << 20) + 1, 'x')), "halle.picture_refused");
  EXPECT_EQ(redraw_apart("/bin/sleep", jpeg, 100ms).error().fields.at(0).reason,
            "halle.picture_unreadable")
      << "sleep misses its operand";
  EXPECT_EQ(redraw_apart("/nowhere", jpeg, 100ms).error().reason, "halle.command_failed");
}

TEST(PicturesProgram, OutlivesAnyChange) {
  std::mt19937 random(5);  // NOLINT(cert-msc51-cpp): the same each time
  const std::string wholes[] = {test::make_jpeg(40, 30), test::make_png(40, 30),
                                test::make_webp(40, 30)};
  for (int i = 0; i < 60; ++i) {
    std::string bytes = wholes[i % 3];
    for (int changes = 0; changes < 3; ++changes)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto made = drawn(bytes);
    EXPECT_TRUE(made.starts_with("\xff\xd8\xff") || made.starts_with("halle.picture_")) << made;
  }
}

}  // namespace
}  // namespace halle::pictures
