#pragma once
// Decimal numbers as people write them, kept as scaled integers. Quantities are thousandths of the
// product's unit, selling prices cents, unit costs ten-thousandths of a euro. No binary fraction.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halle {

/// Reads `1,35`, `1.35`, ` 12 `, `-3`, `1 234,50` (decimal comma or point; one space, also a
/// no-break one, may stand before each three digits, nowhere else within) as value × 10^places.
/// Empty if it is not a number, has more than `places` significant decimals, or does not fit.
std::optional<std::int64_t> parse_decimal(std::string_view text, int places);

/// Writes value / 10^places with `mark` as decimal mark and without trailing zeros: 1350, 3 →
/// `1.35`.
std::string format_decimal(std::int64_t value, int places, char mark = '.');
/// Writes value / 10^places with exactly `places` decimals: 120, 2 → `1.20`.
std::string format_fixed(std::int64_t value, int places, char mark = '.');

/// a × b / divisor rounded half away from zero, without overflow on the way; divisor > 0. Empty if
/// the result does not fit. Line totals are mul_div(cents per unit, thousandths, 1000).
std::optional<std::int64_t> mul_div(std::int64_t a, std::int64_t b, std::int64_t divisor);

}  // namespace halle
