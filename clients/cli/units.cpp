#include "clients/cli/units.hpp"

#include "clients/cli/words.hpp"
#include "core/base/text/decimal.hpp"

namespace halle::cli {

Result<std::int64_t> read_quantity(const std::string& option, const std::string& text) {
  if (const auto quantity = parse_decimal(text, 3)) return *quantity;
  return bad_field(option, "orders.bad_quantity", text);
}

Json quantity_json(std::int64_t thousandths) {
  if (thousandths % 1000 == 0) return thousandths / 1000;
  return static_cast<double>(thousandths) / 1000;
}

// No `default`: a new unit does not build until it has a code.
std::string unit_code(catalogue::v1::Unit unit) {
  switch (unit) {
    case catalogue::v1::UNIT_PIECE:
      return "piece";
    case catalogue::v1::UNIT_KILOGRAM:
      return "kg";
    case catalogue::v1::UNIT_LITRE:
      return "litre";
    case catalogue::v1::UNIT_UNSPECIFIED:
    case catalogue::v1::Unit_INT_MIN_SENTINEL_DO_NOT_USE_:
    case catalogue::v1::Unit_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

std::string unit_code(orders::v1::OfferUnit unit) {
  static_assert(int{orders::v1::OfferUnit_MAX} == int{catalogue::v1::Unit_MAX});
  return unit_code(static_cast<catalogue::v1::Unit>(unit));
}

std::string euros(std::int64_t cents) {
  return format_fixed(cents, 2, french() ? ',' : '.') + " €";
}

}  // namespace halle::cli
