#pragma once
// Import of products: reads the price list that a co-operative keeps in a spreadsheet, and says row
// by row what is wrong. Nothing is stored here. Thread: pure functions.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/sheets/columns.hpp"
#include "core/sheets/sheet.hpp"
#include "services/catalogue/domain/cells.hpp"

namespace halle::catalogue {

/// A product as a sheet gives it. Quantities are thousandths of `unit`.
struct ProductRow {
  int line = 0;
  std::string code;
  std::string name;
  std::string producer;
  Unit unit = Unit::piece;
  std::int64_t net_quantity = 0;  // thousandths of net_unit; 0 = none
  std::optional<Unit> net_unit;
  std::int64_t price_cents = 0;               // for one unit, VAT included
  std::optional<std::int64_t> cost_excl_vat;  // ten-thousandths of a euro for one unit
  std::int64_t vat_rate = 0;                  // basis points: 550 is 5.5 %
  std::int64_t case_size = 0;                 // 0 = none
  std::int64_t minimum = 0;                   // 0 = none
  std::optional<std::int64_t> available;      // present = sold from stock
  std::vector<std::string> labels;            // as written, each once
  std::string origin;
  std::uint32_t months = 0;  // bit 0 = January; 0 = all year
};

struct ParsedProducts {
  std::vector<ProductRow> rows;
  std::vector<sheets::RejectedRow> rejects;
  std::vector<std::string> ignored;  // headings of the file that were not used
  std::set<std::string> present;     // keys of the columns that the file has
};

/// The columns that a sheet of products may have.
const std::vector<sheets::Column>& product_columns();

/// Reads every row of the sheet; each is either in `rows` or, with all that is wrong in it, in
/// `rejects`. Two rows with the same code: the second is rejected, whatever became of the first.
/// The errors are those of sheets::map_columns; wrong rows are no error.
///
/// Reasons of the rejects: `catalogue.code_missing`, `catalogue.bad_code`, `catalogue.code_twice`,
/// `catalogue.name_missing`, `catalogue.bad_name`, `catalogue.producer_missing`,
/// `catalogue.bad_producer`, `catalogue.unit_missing`, `catalogue.bad_unit`,
/// `catalogue.bad_net_quantity`, `catalogue.price_missing`, `catalogue.bad_price`,
/// `catalogue.bad_cost`, `catalogue.vat_rate_missing`, `catalogue.bad_vat_rate`,
/// `catalogue.bad_case_size`, `catalogue.bad_minimum`, `catalogue.bad_available`,
/// `catalogue.not_whole`, `catalogue.stock_has_no_case`, `catalogue.bad_labels`,
/// `catalogue.bad_origin`, `catalogue.bad_months`, `sheet.too_many_cells`.
Result<ParsedProducts> parse_products(const sheets::Sheet& sheet, const sheets::Renamed& renamed);

}  // namespace halle::catalogue
