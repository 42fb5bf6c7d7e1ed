// Any bytes as a decimal, an instant, a day or an id, and as the factors of mul_div.
#include <array>
#include <cstring>
#include <limits>

#include "core/base/ids.hpp"
#include "core/base/text/decimal.hpp"
#include "core/base/time/clock.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle {
namespace {
void check_decimal(std::string_view text) {
  for (int places = 0; places <= 4; ++places) {
    const auto value = parse_decimal(text, places);
    if (!value) continue;
    for (const char mark : {'.', ','}) {
      MUST(parse_decimal(format_decimal(*value, places, mark), places) == value);
      MUST(parse_decimal(format_fixed(*value, places, mark), places) == value);
    }
    // What fits with fewer decimals is the same number.
    if (places > 0)
      if (const auto less = parse_decimal(text, places - 1)) MUST(*less * 10 == *value);
  }
}

void check_mul_div(std::string_view bytes) {
  std::array<std::int64_t, 3> factors{};
  if (bytes.size() < sizeof factors) return;
  std::memcpy(factors.data(), bytes.data(), sizeof factors);
  const auto [a, b, divisor] = factors;
  for (const std::int64_t value : factors) {
    const auto whole = format_fixed(value, 3);
    if (value != std::numeric_limits<std::int64_t>::min()) MUST(parse_decimal(whole, 3) == value);
  }
  if (divisor <= 0) return;
  __extension__ using Wide = __int128;
  const auto quotient = mul_div(a, b, divisor);
  const Wide product = static_cast<Wide>(a) * b;
  if (!quotient) {
    const Wide limit = std::numeric_limits<std::int64_t>::max();
    MUST(product / divisor >= limit || product / divisor <= -limit);
    return;
  }
  const Wide rest = product - static_cast<Wide>(*quotient) * divisor;
  MUST(2 * (rest < 0 ? -rest : rest) <= divisor);
  MUST(mul_div(b, a, divisor) == quotient);
}

void check(std::string_view text) {
  check_decimal(text);
  check_mul_div(text);
  if (const auto instant = parse_instant(text)) {
    const auto written = format_instant(*instant);
    MUST(parse_instant(written) == instant && is_day(written.substr(0, 10)));
  }
  if (is_day(text)) MUST(parse_instant(std::string(text) + " 00:00:00+00").has_value());
  if (const auto id = Uuid::parse(text)) MUST(Uuid::parse(id->text()) == id);
}
}  // namespace
}  // namespace halle

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halle::check(halle::fuzzing::text_of(data, size));
  return 0;
}
