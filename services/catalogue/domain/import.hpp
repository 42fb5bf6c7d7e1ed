#pragma once
// Import of products: reads the price list that a co-operative keeps in a spreadsheet, and says row
// by row what is wrong. Nothing is stored here. Thread: pure functions.

#include <set>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/sheets/columns.hpp"
#include "core/sheets/sheet.hpp"
#include "services/catalogue/domain/product.hpp"

namespace halle::catalogue {

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
/// Reasons of the rejects: those of sheet_columns, `catalogue.code_twice`, `catalogue.not_whole`,
/// `catalogue.stock_has_no_case`, `sheet.too_many_cells`.
Result<ParsedProducts> parse_products(const sheets::Sheet& sheet, const sheets::Renamed& renamed);

}  // namespace halle::catalogue
