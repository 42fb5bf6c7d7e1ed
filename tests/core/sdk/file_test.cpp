// Which bytes are a picture, whatever they call themselves.
#include "core/sdk/documents/file.hpp"

#include <gtest/gtest.h>

namespace halle::sdk {
namespace {
using namespace std::string_literals;

std::string type(const std::string& content) {
  const auto found = picture_type(content, "photo");
  return found ? found.value() : found.error().fields.at(0).field + " " + found.error().reason;
}

TEST(Picture, IsKnownByItsFirstBytes) {
  EXPECT_EQ(type("\xff\xd8\xff\xe0 and more"s), "image/jpeg");
  EXPECT_EQ(type("\x89PNG\r\n\x1a\n and more"s), "image/png");
  EXPECT_EQ(type("RIFF\x10\0\0\0WEBPVP8 "s), "image/webp");
}

TEST(Picture, IsNothingElse) {
  for (const auto& content :
       {""s, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"s, "GIF89a"s, "<html>"s, "\xff\xd8"s,
        "RIFF\x10\0\0\0WAVEfmt "s, "RIFF\0\0\0\0WEBP"s, " \x89PNG\r\n\x1a\n"s})
    EXPECT_EQ(type(content), "photo halle.picture_refused") << content;
}

TEST(Picture, IsOneMebibyteAtMost) {
  std::string content = "\xff\xd8\xff"s;
  content.resize(largest_file, 'x');
  EXPECT_EQ(type(content), "image/jpeg");
  content += 'x';
  EXPECT_EQ(type(content), "photo halle.picture_refused");
}

}  // namespace
}  // namespace halle::sdk
