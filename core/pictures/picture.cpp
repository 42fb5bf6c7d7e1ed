#include "core/pictures/picture.hpp"

#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include <memory>

#include "core/pictures/image.hpp"
#include "core/pictures/layout.hpp"

namespace halle::pictures {
namespace {
Error refused(const std::string& reason) {
  return bad_field("content", reason);
}
Error unreadable() {
  return refused("halle.picture_unreadable");
}

/// Whether there is a picture at all, and not more of it than may be decoded.
Status check_size(std::int64_t width, std::int64_t height, std::int64_t most_pixels) {
  if (width <= 0 || height <= 0) return unreadable();
  if (width > most_pixels / height) return refused("halle.picture_too_large");
  return Done{};
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::uint8_t over_white(unsigned value, unsigned alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

using Turbo = std::unique_ptr<void, int (*)(tjhandle)>;

/// Of four inks, each written as the light that it lets through.
Image of_inks(const std::vector<std::uint8_t>& inks, int width, int height) {
  Image image(width, height);
  for (std::size_t i = 0; i < inks.size() / 4; ++i)
    for (std::size_t colour = 0; colour < 3; ++colour)
      image.pixels[3 * i + colour] =
          static_cast<std::uint8_t>(inks[4 * i + colour] * inks[4 * i + 3] / 255);
  return image;
}

/// Decoded at a half, a fourth or an eighth where that is still not smaller than it will be: only
/// as much is computed.
Result<Image> decode_jpeg(std::string_view bytes, std::int64_t most_pixels) {
  const Turbo turbo(tjInitDecompress(), tjDestroy);
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (!turbo || tjDecompressHeader3(turbo.get(), data_of(bytes), bytes.size(), &width, &height,
                                    &subsampling, &colours) != 0)
    return unreadable();
  HALLE_CHECK(check_size(width, height, most_pixels));
  int part = 8;
  while (part > 1 && std::max(width, height) / part < longest_side) part /= 2;
  width = TJSCALED(width, (tjscalingfactor{1, part}));
  height = TJSCALED(height, (tjscalingfactor{1, part}));
  const bool has_inks = colours == TJCS_CMYK || colours == TJCS_YCCK;
  Image image(has_inks ? 0 : width, has_inks ? 0 : height);
  std::vector<std::uint8_t> inks(has_inks ? std::size_t{4} * static_cast<std::size_t>(width) *
                                                static_cast<std::size_t>(height)
                                          : 0);
  const int done = tjDecompress2(
      turbo.get(), data_of(bytes), bytes.size(), has_inks ? inks.data() : image.pixels.data(),
      width, 0, height, has_inks ? TJPF_CMYK : TJPF_RGB, TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS);
  // Cameras write what libjpeg warns of; only what is missing counts.
  if (done != 0 && (tjGetErrorCode(turbo.get()) == TJERR_FATAL ||
                    std::string_view(tjGetErrorStr2(turbo.get())).find("remature end") !=
                        std::string_view::npos))
    return unreadable();
  return has_inks ? of_inks(inks, width, height) : std::move(image);
}

Result<Image> decode_png(std::string_view bytes, std::int64_t most_pixels) {
  if (is_animated_png(bytes)) return refused("halle.picture_refused");
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_imagep)> freed(&png, png_image_free);
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) return unreadable();
  HALLE_CHECK(check_size(png.width, png.height, most_pixels));
  png.format = PNG_FORMAT_RGB;
  Image image(static_cast<int>(png.width), static_cast<int>(png.height));
  const png_color white{255, 255, 255};
  if (png_image_finish_read(&png, &white, image.pixels.data(), 0, nullptr) == 0)
    return unreadable();
  return image;
}

/// Decoded at the size that it will have.
Result<Image> decode_webp(std::string_view bytes, std::int64_t most_pixels) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0 ||
      WebPGetFeatures(data_of(bytes), bytes.size(), &config.input) != VP8_STATUS_OK)
    return unreadable();
  if (config.input.has_animation != 0) return refused("halle.picture_refused");
  HALLE_CHECK(check_size(config.input.width, config.input.height, most_pixels));
  const Size size = within({config.input.width, config.input.height}, longest_side);
  config.options.use_scaling = 1;
  config.options.scaled_width = size.width;
  config.options.scaled_height = size.height;
  config.output.colorspace = MODE_RGBA;
  const std::unique_ptr<WebPDecBuffer, void (*)(WebPDecBuffer*)> freed(&config.output,
                                                                       WebPFreeDecBuffer);
  if (WebPDecode(data_of(bytes), bytes.size(), &config) != VP8_STATUS_OK) return unreadable();
  Image image(size.width, size.height);
  auto* out = image.pixels.data();
  const auto& rows = config.output.u.RGBA;
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* from = rows.rgba + static_cast<std::ptrdiff_t>(y) * rows.stride;
    for (int x = 0; x < size.width; ++x, from += 4)
      for (int colour = 0; colour < 3; ++colour) *out++ = over_white(from[colour], from[3]);
  }
  return image;
}

Result<Image> decode(std::string_view bytes, std::int64_t most_pixels) {
  switch (kind_of(bytes)) {
    case Kind::jpeg:
      return decode_jpeg(bytes, most_pixels);
    case Kind::png:
      return decode_png(bytes, most_pixels);
    case Kind::webp:
      return decode_webp(bytes, most_pixels);
    case Kind::none:
      break;
  }
  return refused("halle.picture_refused");
}

/// As good as it may be within max_bytes: what is all noise needs more than that.
Result<std::string> encode(const Image& image) {
  const Turbo turbo(tjInitCompress(), tjDestroy);
  for (const int quality : {82, 60, 40, 20, 5}) {
    unsigned char* made = nullptr;
    unsigned long size = 0;
    const int done =
        !turbo ? -1
               : tjCompress2(turbo.get(), image.pixels.data(), image.width, 0, image.height,
                             TJPF_RGB, &made, &size, TJSAMP_420, quality, TJFLAG_ACCURATEDCT);
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> freed(made, tjFree);
    if (done != 0) return unreadable();
    if (size <= max_bytes) return std::string(reinterpret_cast<const char*>(made), size);
  }
  return unreadable();
}
}  // namespace

Result<std::string> redraw(std::string_view bytes, std::int64_t most_pixels) {
  if (bytes.size() > max_bytes) return refused("halle.picture_refused");
  HALLE_TRY(image, decode(bytes, most_pixels));
  const Size size = within({image.width, image.height}, longest_side);
  return encode(upright(shrink(std::move(image), size), orientation_of(bytes)));
}

}  // namespace halle::pictures
