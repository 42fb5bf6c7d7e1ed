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

std::string unit_code(int unit) {
  return unit == 1 ? "piece" : unit == 2 ? "kg" : unit == 3 ? "litre" : "";
}

std::string euros(std::int64_t cents) {
  return format_fixed(cents, 2, french() ? ',' : '.') + " €";
}

}  // namespace halle::cli
