#include "core/pictures/layout.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace halle::pictures {
namespace {
using namespace std::string_view_literals;
constexpr std::string_view exif_mark = "Exif\0\0"sv;
constexpr std::uint32_t orientation_tag = 0x0112;

/// Numbers in bytes, each refused that is not all there.
class Bytes {
 public:
  Bytes(std::string_view bytes, bool little) : bytes_(bytes), little_(little) {}

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes_[at + (little_ ? size - 1 - i : i)]);
    return value;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

/// Of the first directory of a TIFF header, which is what EXIF is.
int orientation_in(std::string_view tiff) {
  if (tiff.starts_with(exif_mark)) tiff.remove_prefix(exif_mark.size());
  const bool little = tiff.starts_with("II*\0"sv);
  if (!little && !tiff.starts_with("MM\0*"sv)) return 1;
  const Bytes bytes(tiff, little);
  const auto directory = bytes.number(4, 4);
  const auto entries = directory ? bytes.number(*directory, 2) : std::nullopt;
  for (std::uint32_t i = 0; entries && i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + std::size_t{12} * i;
    const auto tag = bytes.number(entry, 2);
    if (!tag) return 1;
    if (*tag != orientation_tag) continue;
    const auto value = bytes.number(entry + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

/// What a segment APP1 of a JPEG has of EXIF; empty if there is none before the picture.
std::string_view exif_of_jpeg(std::string_view jpeg) {
  const Bytes bytes(jpeg, false);
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == '\xff') {
    const auto marker = static_cast<unsigned char>(jpeg[at + 1]);
    if (marker == 0xff) {  // padding
      ++at;
      continue;
    }
    if (marker == 0xd9 || marker == 0xda) break;  // the end, or the picture itself
    const auto size = bytes.number(at + 2, 2).value_or(0);
    if (size < 2) break;
    const auto content = jpeg.substr(at + 4, size - 2);
    if (marker == 0xe1 && content.starts_with(exif_mark)) return content;
    at += 2 + size;
  }
  return {};
}

/// The content of the first chunk of that name in a PNG; nothing if there is none.
std::optional<std::string_view> chunk_of_png(std::string_view png, std::string_view name) {
  const Bytes bytes(png, false);
  for (std::size_t at = 8; at + 8 <= png.size();) {
    const std::size_t size = bytes.number(at, 4).value_or(0);
    if (png.substr(at + 4, 4) == name) return png.substr(at + 8, size);
    at += 12 + size;
  }
  return std::nullopt;
}

std::string_view exif_of_webp(std::string_view webp) {
  const Bytes bytes(webp, true);
  for (std::size_t at = 12; at + 8 <= webp.size();) {
    const std::size_t size = bytes.number(at + 4, 4).value_or(0);
    if (webp.substr(at, 4) == "EXIF"sv) return webp.substr(at + 8, size);
    at += 8 + size + size % 2;
  }
  return {};
}
}  // namespace

Kind kind_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return Kind::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return Kind::png;
  if (bytes.starts_with("RIFF"sv) && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP"sv)
    return Kind::webp;
  return Kind::none;
}

int orientation_of(std::string_view bytes) {
  switch (kind_of(bytes)) {
    case Kind::jpeg:
      return orientation_in(exif_of_jpeg(bytes));
    case Kind::png:
      return orientation_in(chunk_of_png(bytes, "eXIf").value_or(std::string_view{}));
    case Kind::webp:
      return orientation_in(exif_of_webp(bytes));
    case Kind::none:
      break;
  }
  return 1;
}

bool is_animated_png(std::string_view bytes) {
  return kind_of(bytes) == Kind::png && chunk_of_png(bytes, "acTL").has_value();
}

}  // namespace halle::pictures
