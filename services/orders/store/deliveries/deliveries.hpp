#pragma once
// Producers' deliveries of a closed cycle, their links and shortage reports: orders.delivery and
// orders.shortage. Quantities are thousandths of the product's unit.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// NOT_FOUND `orders.link_unknown`: the same whatever is wrong with a token.
Error unknown_link();

/// A producer's part in a cycle.
struct Delivery {
  Uuid id;
  Uuid cycle;
  std::string producer;
  std::optional<Instant> seen_at;  // empty: not yet
};
HALLE_ROW(Delivery, id, cycle, producer, seen_at)

/// The delivery of a valid token, locked until the end of the transaction. Queues marking it as
/// seen, if it is the first time. Error: `orders.link_unknown`.
Result<Delivery> see_delivery(sdk::Call& call, const std::string& token);

/// Creates the link to a producer's delivery, replacing an earlier one. False if the producer has
/// nothing to deliver.
Result<bool> put_link(sdk::Call& call, const Uuid& cycle, const std::string& producer,
                      const std::string& token, Instant expires);

/// A link that the close of a cycle issues for the letter to a producer.
struct NewLink {
  Uuid id;  // of the delivery
  std::string producer;
  std::string token_hash;  // hexadecimal
};
/// Names of the producers who have something to deliver for a closed cycle, in order.
Result<std::vector<std::string>> delivering_producers(sdk::Call& call, const Uuid& cycle);
/// Queues: creates these links of a cycle that has none.
void put_links(sdk::Call& call, const Uuid& cycle, const std::vector<NewLink>& links,
               Instant issued, Instant expires);

/// A producer of a cycle, and a product that will not come in full, if there is one.
struct DeliveryRow {
  std::string producer;
  int products = 0;
  std::int64_t total_cents = 0;
  std::optional<Instant> issued_at;  // empty, like the next three: there is no link
  std::optional<Instant> expires_at;
  std::optional<Instant> seen_at;
  std::optional<bool> by_letter;    // made by the close, not by a person
  std::optional<std::string> code;  // empty, like all below: nothing is missing
  std::optional<std::string> name;
  std::optional<v1::OfferUnit> unit;
  std::optional<std::int64_t> missing;
  std::optional<Instant> at;  // when the producer reported it
};
HALLE_ROW(DeliveryRow, producer, products, total_cents, issued_at, expires_at, seen_at, by_letter,
          code, name, unit, missing, at)

/// By producer and code: one row for each missing product, or one for a producer without shortages.
Result<std::vector<DeliveryRow>> deliveries(sdk::Call& call, const Uuid& cycle);

/// A product of a producer's sheet, with the delivery it belongs to.
struct SheetRow {
  std::string cycle_name;
  std::string pickup;  // YYYY-MM-DD
  std::string producer;
  Instant expires_at;
  std::optional<Instant> seen_at;
  std::string code;
  std::string name;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t case_size = 0;  // 0: none
  std::int64_t cases = 0;
  std::int64_t quantity = 0;
  std::optional<std::int64_t> cost_excl_vat;  // of one unit, ten-thousandths of a euro
  std::int64_t missing = 0;
};
HALLE_ROW(SheetRow, cycle_name, pickup, producer, expires_at, seen_at, code, name, unit, case_size,
          cases, quantity, cost_excl_vat, missing)

/// The sheet of a valid token, by code; empty if the token is invalid.
Result<std::vector<SheetRow>> delivery_sheet(sdk::Call& call, const std::string& token);

/// Quantity ordered of a product, and its producer's latest report.
struct ShortageState {
  std::int64_t quantity = 0;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  int version = 0;  // 0: no report
  std::int64_t missing = 0;
};
HALLE_ROW(ShortageState, quantity, unit, version, missing)

/// Empty if the product is not on the delivery's sheet.
Result<std::optional<ShortageState>> shortage(sdk::Call& call, const Delivery& delivery,
                                              const std::string& code);
/// Queues: records the missing quantity of a product. `version`: one more than the last.
void insert_shortage(sdk::Call& call, const Delivery& delivery, const std::string& code,
                     int version, std::int64_t missing);

}  // namespace halle::orders::store
