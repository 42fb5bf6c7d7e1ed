#include "core/gateway/http/encoding.hpp"

#include <sodium.h>
#include <zlib.h>

#include "core/base/text/text.hpp"

namespace halle::gateway {

std::string base64(std::string_view bytes, bool padded) {
  const int variant =
      padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  out.pop_back();  // the NUL
  return out;
}

std::string percent(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '%') {
      out += c;
      continue;
    }
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

bool accepts(const Request& request, std::string_view encoding) {
  for (const auto& part : split(request.header("accept-encoding"), ',')) {
    const auto words = split(part, ';');
    if (lower_ascii(trim(words[0])) != encoding) continue;
    const std::string weight = words.size() > 1 ? std::string(trim(words[1])) : "q=1";
    return weight.find_first_not_of("q=0.") != std::string::npos;
  }
  return false;
}

std::string gzip(std::string_view bytes) {
  constexpr int fast = 5;
  constexpr int gzip_window = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, fast, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace halle::gateway
