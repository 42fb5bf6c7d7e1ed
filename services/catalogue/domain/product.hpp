#pragma once
// The fields of a product, each defined once: `sheet_columns` are what a price list says,
// `product_fields` what a version of a product is kept with. They are two tables because content is
// one column of a sheet and two of the table, and a sheet gives a VAT rate where a class is kept. A
// new field is a member of Product and an entry in both; beside them it needs its column (a
// migration, personal.textproto), its place in the message Product, and its words. Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/sheets/columns.hpp"
#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue {

/// What a version of a product says, beside whose it is. Quantities are thousandths of `unit`.
struct Product {
  std::string name;
  Unit unit = Unit::none;
  std::int64_t net_quantity = 0;              // thousandths of net_unit in a piece; 0: not said
  Unit net_unit = Unit::none;                 // one that measures
  std::int64_t price_cents = 0;               // for one unit, VAT included
  std::optional<std::int64_t> cost_excl_vat;  // ten-thousandths of a euro for one unit
  std::string vat_class;                      // see vat.hpp
  std::int64_t case_size = 0;                 // 0: none
  std::int64_t minimum = 0;                   // 0: none
  std::optional<std::int64_t> available;      // set if sold from stock
  std::string origin;
  std::vector<std::string> labels;  // as written, each once
  std::uint32_t months = 0;         // bit 0 is January; 0: all year
};

template <class Value, class Put>
struct ProductField {
  std::string_view column;  // of the table
  Value Product::*value;
  std::string_view said_by;  // key of the sheet's column; a sheet that lacks it keeps what is known
  bool of_unit;              // means something else when the unit changes: then nothing is kept
  Put put;                   // put(message, value)
};
template <class Value, class Put>
ProductField(const char*, Value Product::*, const char*, bool, Put) -> ProductField<Value, Put>;

inline constexpr std::tuple product_fields{
    ProductField{"name", &Product::name, "name", false,
                 [](auto& to, const auto& name) { to.set_name(name); }},
    ProductField{"unit", &Product::unit, "unit", false,
                 [](auto& to, Unit unit) { to.set_unit(static_cast<decltype(to.unit())>(unit)); }},
    ProductField{"net_quantity", &Product::net_quantity, "net_quantity", true,
                 [](auto& to, std::int64_t quantity) { to.set_net_quantity(quantity); }},
    ProductField{
        "net_unit", &Product::net_unit, "net_quantity", true,
        [](auto& to, Unit unit) { to.set_net_unit(static_cast<decltype(to.net_unit())>(unit)); }},
    ProductField{"price_cents", &Product::price_cents, "price_incl_vat", false,
                 [](auto& to, std::int64_t cents) { to.set_price_cents(cents); }},
    ProductField{"cost_excl_vat", &Product::cost_excl_vat, "cost_excl_vat", false,
                 [](auto& to, const auto& cost) {
                   if (cost) to.set_cost_excl_vat(*cost);
                 }},
    ProductField{"vat_class", &Product::vat_class, "vat_rate", false,
                 [](auto& to, const auto& vat_class) { to.set_vat_class(vat_class); }},
    ProductField{"case_size", &Product::case_size, "case_size", true,
                 [](auto& to, std::int64_t quantity) { to.set_case_size(quantity); }},
    ProductField{"minimum", &Product::minimum, "minimum", true,
                 [](auto& to, std::int64_t quantity) { to.set_minimum(quantity); }},
    ProductField{"available", &Product::available, "available", true,
                 [](auto& to, const auto& quantity) {
                   if (quantity) to.set_available(*quantity);
                 }},
    ProductField{"origin", &Product::origin, "origin", false,
                 [](auto& to, const auto& origin) { to.set_origin(origin); }},
    ProductField{"labels", &Product::labels, "labels", false,
                 [](auto& to, const auto& labels) {
                   for (const auto& label : labels) to.add_labels(label);
                 }},
    ProductField{"months", &Product::months, "months_in_season", false,
                 [](auto& to, std::uint32_t months) {
                   for (int month = 1; month <= 12; ++month)
                     if ((months >> (month - 1) & 1) != 0) to.add_months(month);
                 }},
};

/// Calls `visit(field)` for each of product_fields, in order.
template <class Visit>
constexpr void each_product_field(Visit visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, product_fields);
}

/// A product as a sheet gives it; its VAT class is not known yet.
struct ProductRow : Product {
  int line = 0;
  std::string code;
  std::string producer;
  std::int64_t vat_rate = 0;  // basis points: 550 is 5.5 %
};

class ProductReader;

/// A column that a sheet of products may have.
struct SheetColumn {
  std::string_view key;
  std::string_view headings;  // other names, the preferred first; `|` between
  /// Reads a cell that is not empty into the reader's product, or says what is wrong with it.
  void (*read)(ProductReader& reader, const SheetColumn& column);
  std::string_view bad;           // the reason why it is not valid
  std::string_view missing = {};  // the reason why it may not be empty; the sheet must have it then
};

/// Reads one row, column by column in the order of sheet_columns.
class ProductReader {
 public:
  /// All are kept by reference. `codes`: those of the rows before.
  ProductReader(const sheets::Row& row, const sheets::Mapping& mapping,
                std::set<std::string>& codes_before)
      : codes(codes_before), row_(row), mapping_(mapping) {
    product.line = row.line;
  }
  void read_all();
  /// The trimmed cell.
  std::string text(const SheetColumn& column) const;
  void reject(const SheetColumn& column, std::string_view reason);
  /// Leaves `target` alone if `parse(cell)` is empty, which is then reported.
  template <class T, class Parse>
  void read_into(T& target, const SheetColumn& column, Parse parse) {
    if (auto value = parse(text(column)))
      target = *std::move(value);
    else
      reject(column, column.bad);
  }

  ProductRow product;
  std::vector<FieldViolation> violations;
  std::set<std::string>& codes;

 private:
  const sheets::Row& row_;
  const sheets::Mapping& mapping_;
};

/// In the order in which they are read: what is said of the unit comes before quantities, these
/// before what is in stock.
extern const std::array<SheetColumn, 14> sheet_columns;

}  // namespace halle::catalogue
