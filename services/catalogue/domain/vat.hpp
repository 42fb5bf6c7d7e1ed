#pragma once
// Classes of value added tax and their rates in metropolitan France, by day. Source: CGI art. 278,
// 278-0 bis, 279 and 281 quater (since 1 September 2026 the same rates in the CIBS, book II) and
// the finance acts that changed them. Rates are basis points: 550 is 5.5 %. Pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace halle::catalogue {

/// The class that has this rate on `day` (YYYY-MM-DD): zero, super_reduced, reduced, intermediate
/// or standard; empty if none has.
std::string_view vat_class_of(std::int64_t rate, std::string_view day);

/// The rate of a class on `day`, from 2014-01-01 on; empty before, and for an unknown class.
std::optional<std::int64_t> vat_rate_of(std::string_view vat_class, std::string_view day);

}  // namespace halle::catalogue
