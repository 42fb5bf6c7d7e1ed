#pragma once
// The import of products: writes catalogue.producer, catalogue.product and
// catalogue.product_version. Quantities are thousandths of the product's unit.

#include <set>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/catalogue/domain/product.hpp"

namespace halle::catalogue::store {

/// A row of a sheet.
struct ImportRow : ProductRow {
  Uuid id;                   // of the product, if its code is not known
  Uuid producer_id;          // of the producer, if its key is not known
  std::string producer_key;  // as sheets::heading_key makes it
};

/// Writes a new version of each product that the rows change, and the producers that are not known;
/// without `write` only says what would change. `present`: keys of the sheet's columns; a column
/// that the sheet lacks keeps what is known of a product, unless its unit changes. One verdict for
/// each row, in no order: `created`, `updated` or `unchanged`. Imports of an organisation follow
/// each other: takes the lock `catalogue.import`, until the end of the transaction.
Result<std::vector<std::string>> import_products(sdk::Call& call,
                                                 const std::vector<ImportRow>& rows,
                                                 const std::set<std::string>& present, bool write);

}  // namespace halle::catalogue::store
