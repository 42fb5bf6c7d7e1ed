#include "core/base/text/decimal.hpp"

#include <limits>

namespace halle {
namespace {
constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view narrow_no_break_space = "\xE2\x80\xAF";

bool take_space(std::string_view& text) {
  for (const auto space : {std::string_view(" "), no_break_space, narrow_no_break_space})
    if (text.starts_with(space)) {
      text.remove_prefix(space.size());
      return true;
    }
  return false;
}

/// The sign and digits of a number without the spaces around them and between thousands; empty if
/// there is one elsewhere.
std::string without_spaces(std::string_view text) {
  std::string out;
  while (take_space(text)) continue;
  if (text.starts_with('-') || text.starts_with('+')) {
    out = text.front();
    text.remove_prefix(1);
    while (take_space(text)) continue;
  }
  std::size_t digits = 0;  // since the last space
  bool grouped = false;
  bool whole = true;  // before the decimal mark
  while (!text.empty()) {
    if (take_space(text)) {
      const bool more = take_space(text);
      while (take_space(text)) continue;
      if (text.empty()) break;
      if (more || !whole || digits == 0 || (grouped ? digits != 3 : digits > 3)) return {};
      grouped = true;
      digits = 0;
      continue;
    }
    const bool digit = text.front() >= '0' && text.front() <= '9';
    if (whole && !digit) {
      if (grouped && digits != 3) return {};
      whole = false;
    }
    ++digits;
    out += text.front();
    text.remove_prefix(1);
  }
  return whole && grouped && digits != 3 ? std::string() : out;
}

std::int64_t power_of_ten(int places) {
  std::int64_t power = 1;
  while (places-- > 0) power *= 10;
  return power;
}
}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int places) {
  const std::string number = without_spaces(text);
  std::string_view rest = number;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  std::int64_t value = 0;
  int decimals = -1;
  bool any = false;
  for (const char c : rest) {
    if (c == ',' || c == '.') {
      if (decimals >= 0) return std::nullopt;
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (decimals >= places) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (decimals >= 0) ++decimals;
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, c - '0', &value))
      return std::nullopt;
  }
  if (!any) return std::nullopt;
  const int missing = places - (decimals > 0 ? decimals : 0);
  if (__builtin_mul_overflow(value, power_of_ten(missing), &value)) return std::nullopt;
  return negative ? -value : value;
}

std::string format_fixed(std::int64_t value, int places, char mark) {
  const auto power = static_cast<std::uint64_t>(power_of_ten(places));
  const std::uint64_t size =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string out = (value < 0 ? "-" : "") + std::to_string(size / power);
  if (places == 0) return out;
  const std::string fraction = std::to_string(size % power);
  out += mark;
  out.append(static_cast<std::size_t>(places) - fraction.size(), '0');
  return out + fraction;
}

std::string format_decimal(std::int64_t value, int places, char mark) {
  std::string out = format_fixed(value, places, mark);
  if (places == 0) return out;
  while (out.back() == '0') out.pop_back();
  if (out.back() == mark) out.pop_back();
  return out;
}

std::optional<std::int64_t> mul_div(std::int64_t a, std::int64_t b, std::int64_t divisor) {
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(a) * b;
  const Wide half = divisor / 2;
  const Wide rounded = (product >= 0 ? product + half : product - half) / divisor;
  if (rounded > std::numeric_limits<std::int64_t>::max() ||
      rounded < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return static_cast<std::int64_t>(rounded);
}

}  // namespace halle
