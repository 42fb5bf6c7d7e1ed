#include "tests/support/pictures.hpp"

#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>
#include <zlib.h>

#include <stdexcept>
#include <vector>

namespace halle::test {
namespace {
using namespace std::string_literals;

/// Red above, blue below.
std::vector<unsigned char> pixels_of(int width, int height, int number) {
  std::vector<unsigned char> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool above = 2 * y < height;
      pixels.push_back(above ? 220 : 20);
      pixels.push_back(static_cast<unsigned char>(number * 16 % 160));
      pixels.push_back(above ? 20 : 220);
    }
  return pixels;
}

std::string big_endian(unsigned long value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

/// An entry of a TIFF directory.
std::string entry(int tag, int type, unsigned long count, const std::string& value) {
  return big_endian(static_cast<unsigned long>(tag << 16 | type)) + big_endian(count) + value;
}

std::string short_value(int value) {
  return big_endian(static_cast<unsigned long>(value) << 16);
}
std::string encode_jpeg(int width, int height, int number, TJSAMP subsampling, int flags) {
  const auto pixels = pixels_of(width, height, number);
  tjhandle turbo = tjInitCompress();
  unsigned char* made = nullptr;
  unsigned long size = 0;
  if (tjCompress2(turbo, pixels.data(), width, 0, height, TJPF_RGB, &made, &size, subsampling, 90,
                  flags) != 0)
    throw std::runtime_error("no JPEG");
  std::string jpeg(reinterpret_cast<char*>(made), size);
  tjFree(made);
  tjDestroy(turbo);
  return jpeg;
}
}  // namespace

std::string make_jpeg(int width, int height, int number) {
  return encode_jpeg(width, height, number, TJSAMP_420, 0);
}

std::string make_progressive_jpeg(int width, int height) {
  return encode_jpeg(width, height, 0, TJSAMP_444, TJFLAG_PROGRESSIVE);
}

std::string make_png(int width, int height, int number) {
  const auto pixels = pixels_of(width, height, number);
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(height);
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = pixels.size() + 4096;
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0)
    throw std::runtime_error("no PNG");
  bytes.resize(size);
  return bytes;
}

std::string make_webp(int width, int height, int number) {
  const auto pixels = pixels_of(width, height, number);
  std::uint8_t* made = nullptr;
  const auto size = WebPEncodeLosslessRGB(pixels.data(), width, height, 3 * width, &made);
  std::string bytes(reinterpret_cast<char*>(made), size);
  WebPFree(made);
  if (size == 0) throw std::runtime_error("no WebP");
  return bytes;
}

std::string make_exif(int orientation) {
  // Two directories: the picture's with its orientation, and that of where it was taken.
  std::string tiff = "MM\0*"s + big_endian(8);
  tiff += "\0\2"s;
  tiff += entry(0x0112, 3, 1, short_value(orientation));
  tiff += entry(0x8825, 4, 1, big_endian(38)) + big_endian(0);
  const std::string latitude = big_endian(48) + big_endian(1) + big_endian(51) + big_endian(1) +
                               big_endian(30) + big_endian(1);
  const std::string longitude = big_endian(2) + big_endian(1) + big_endian(17) + big_endian(1) +
                                big_endian(40) + big_endian(1);
  tiff += "\0\4"s;
  tiff += entry(1, 2, 2, "N\0\0\0"s) + entry(2, 5, 3, big_endian(92));
  tiff += entry(3, 2, 2, "E\0\0\0"s) + entry(4, 5, 3, big_endian(116)) + big_endian(0);
  return tiff + latitude + longitude;
}

std::string with_exif(std::string_view jpeg, int orientation) {
  const std::string content = "Exif\0\0"s + make_exif(orientation);
  const auto size = content.size() + 2;
  return std::string(jpeg.substr(0, 2)) + "\xff\xe1" + static_cast<char>(size >> 8) +
         static_cast<char>(size & 0xff) + content + std::string(jpeg.substr(2));
}

std::string png_chunk(const std::string& name, const std::string& content) {
  const std::string summed = name + content;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return big_endian(content.size()) + summed + big_endian(sum);
}

std::string make_png_of(const std::string& header, const std::string& rows) {
  auto size = compressBound(rows.size());
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  packed.resize(size);
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
}

std::string make_black_png(int width, int height) {
  const std::string row(static_cast<std::size_t>(width + 7) / 8 + 1, '\0');
  z_stream stream{};
  deflateInit(&stream, 9);
  std::string packed;
  std::string buffer(1 << 16, '\0');
  for (int y = 0; y <= height; ++y) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(row.data()));
    stream.avail_in = y < height ? static_cast<uInt>(row.size()) : 0;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      deflate(&stream, y < height ? Z_NO_FLUSH : Z_FINISH);
      packed.append(buffer, 0, buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  const std::string header = big_endian(static_cast<unsigned long>(width)) +
                             big_endian(static_cast<unsigned long>(height)) + "\1\0\0\0\0"s;
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
}

bool Seen::is_red(int x, int y) const {
  const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                       static_cast<std::size_t>(x));
  return static_cast<unsigned char>(pixels[at]) > static_cast<unsigned char>(pixels[at + 2]);
}

Seen seen(std::string_view jpeg) {
  tjhandle turbo = tjInitDecompress();
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  Seen found;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(turbo, bytes, jpeg.size(), &found.width, &found.height, &subsampling,
                          &colours) == 0) {
    found.pixels.resize(std::size_t{3} * static_cast<std::size_t>(found.width) *
                        static_cast<std::size_t>(found.height));
    if (tjDecompress2(turbo, bytes, jpeg.size(),
                      reinterpret_cast<unsigned char*>(found.pixels.data()), found.width, 0,
                      found.height, TJPF_RGB, TJFLAG_STOPONWARNING) != 0)
      found = {};
  } else {
    found = {};
  }
  tjDestroy(turbo);
  return found;
}

}  // namespace halle::test
