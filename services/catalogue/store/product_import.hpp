#pragma once
// The import of products: writes catalogue.producer, catalogue.product and
// catalogue.product_version. Quantities are thousandths of the product's unit.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"

namespace halle::catalogue::store {

/// A row of a sheet.
struct ImportRow {
  Uuid id;  // of the product, if its code is not known
  std::string code;
  std::string name;
  Uuid producer_id;  // of the producer, if its key is not known
  std::string producer;
  std::string producer_key;  // as sheets::heading_key makes it
  v1::Unit unit = v1::UNIT_UNSPECIFIED;
  std::int64_t net_quantity = 0;             // thousandths of net_unit; 0: none
  v1::Unit net_unit = v1::UNIT_UNSPECIFIED;  // unspecified if there is none
  std::int64_t price_cents = 0;
  std::string cost;  // ten-thousandths of a euro; empty: not known
  std::string vat_class;
  std::int64_t case_size = 0;  // 0: none
  std::int64_t minimum = 0;    // 0: none
  std::string available;       // empty: not sold from stock
  std::string labels;          // one a line
  std::string origin;
  std::int64_t months = 0;  // bit 0 is January; 0: all year
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
