#pragma once
// What stands in the cells of a price list, as people write it. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue {

/// What is in one piece.
struct Content {
  std::int64_t quantity = 0;  // thousandths of `unit`
  Unit unit = Unit::none;     // one that measures
};

/// `kg`, `le litre`, `bottes`, `à la pièce`… Empty if it is no unit Halle knows.
std::optional<Unit> parse_unit(std::string_view text);

/// Basis points of a French rate (0, 2.1, 5.5, 10 or 20 %), written in per cent (`5,5`, `5.5 %`) or
/// as a fraction (`0,055`); empty if it is anything else.
std::optional<std::int64_t> parse_vat_rate(std::string_view text);

/// Months as numbers or names, in French or English, alone or in ranges that may go past December:
/// `6 7 8`, `6-9`, `11-2`, `juin à septembre`, `toute l'année`. Bit 0 is January; 0 is all year.
/// Empty if it cannot be read.
std::optional<std::uint32_t> parse_months(std::string_view text);

/// The content of a piece: `500 g`, `0,75 l`; at most 1000 kilograms or litres. Empty if it cannot
/// be read or is 0 or less.
std::optional<Content> parse_content(std::string_view text);

/// An amount in euros above 0, × 10^places, with or without the name of the currency. Empty if it
/// cannot be read or is above `max`.
std::optional<std::int64_t> parse_amount(std::string_view text, int places, std::int64_t max);

/// Labels between commas, bars or slashes, as written, each once. Empty if there are more than 20
/// or one is no plain text of up to 50 characters.
std::optional<std::vector<std::string>> parse_labels(std::string_view text);

}  // namespace halle::catalogue
