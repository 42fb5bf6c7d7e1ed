// Any file as a picture: it is drawn within the limits, and drawn again as the picture that it is,
// or refused.
#include <string>

#include "core/pictures/layout.hpp"
#include "core/pictures/picture.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::pictures {
namespace {
constexpr std::int64_t most_pixels = 100'000;  // to be decoded thousands of times a minute

void check(std::string_view bytes) {
  const int orientation = orientation_of(bytes);
  MUST(orientation >= 1 && orientation <= 8);
  const auto drawn = redraw(bytes, most_pixels);
  if (!drawn) {
    MUST(drawn.error().code == Code::invalid_argument && drawn.error().fields.size() == 1);
    return;
  }
  MUST(drawn.value().size() <= max_bytes && kind_of(drawn.value()) == Kind::jpeg);
  MUST(orientation_of(drawn.value()) == 1);
  MUST(drawn.value().find("Exif") == std::string::npos);
  MUST(redraw(drawn.value()));
}
}  // namespace
}  // namespace halle::pictures

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halle::pictures::check(halle::fuzzing::text_of(data, size));
  return 0;
}
