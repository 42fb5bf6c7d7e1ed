#include "services/catalogue/store/product_rows.hpp"

#include <optional>

#include "core/sdk/time.hpp"
#include "services/catalogue/domain/price.hpp"
#include "services/catalogue/domain/vat.hpp"
#include "services/catalogue/store/units.hpp"

namespace halle::catalogue::store {
namespace {
const std::string columns = R"(
    SELECT p.id, p.code, v.version, v.name, v.producer_id, r.name AS producer, v.unit,
           v.net_quantity, v.net_unit, v.price_cents, v.cost_excl_vat, v.vat_class, v.case_size,
           v.minimum, v.available, v.labels, v.origin, v.months, v.valid_from)";

const std::string newest = columns + R"(
      FROM catalogue.product p
      JOIN catalogue.product_version v
        ON v.org_id = p.org_id AND v.product_id = p.id AND v.version = p.version
      JOIN catalogue.producer r ON r.org_id = v.org_id AND r.id = v.producer_id
     WHERE p.org_id = $1)";

const std::string history = columns + R"(
      FROM catalogue.product p
      JOIN catalogue.product_version v ON v.org_id = p.org_id AND v.product_id = p.id
      JOIN catalogue.producer r ON r.org_id = v.org_id AND r.id = v.producer_id
     WHERE p.org_id = $1 AND p.code = $2
     ORDER BY v.version DESC)";

/// A version of a product, as `columns` says.
struct VersionRow {
  Uuid id;
  std::string code;
  int version = 0;
  std::string name;
  Uuid producer_id;
  std::string producer;
  v1::Unit unit = v1::UNIT_UNSPECIFIED;
  std::int64_t net_quantity = 0;  // 0: none
  v1::Unit net_unit = v1::UNIT_UNSPECIFIED;
  std::int64_t price_cents = 0;
  std::optional<std::int64_t> cost_excl_vat;  // ten-thousandths of a euro
  std::string vat_class;
  std::int64_t case_size = 0;             // 0: none
  std::int64_t minimum = 0;               // 0: none
  std::optional<std::int64_t> available;  // set if sold from stock
  std::vector<std::string> labels;
  std::string origin;
  int months = 0;  // bit 0 is January; 0: all year
  Instant valid_from;
};
HALLE_ROW(VersionRow, id, code, version, name, producer_id, producer, unit, net_quantity, net_unit,
          price_cents, cost_excl_vat, vat_class, case_size, minimum, available, labels, origin,
          months, valid_from)

v1::Product product_of(const VersionRow& row, const std::string& today) {
  v1::Product product;
  product.set_id(row.id.text());
  product.set_code(row.code);
  product.set_version(row.version);
  product.set_name(row.name);
  product.set_producer_id(row.producer_id.text());
  product.set_producer(row.producer);
  product.set_unit(row.unit);
  product.set_net_quantity(row.net_quantity);
  product.set_net_unit(row.net_unit);
  product.set_price_cents(row.price_cents);
  if (const auto unit = unit_of(row.unit))
    product.set_price_per_net_unit_cents(
        price_per_net_unit(*unit, row.price_cents, row.net_quantity));
  if (row.cost_excl_vat) product.set_cost_excl_vat(*row.cost_excl_vat);
  product.set_vat_class(row.vat_class);
  product.set_vat_rate(vat_rate_of(row.vat_class, today).value_or(0));
  product.set_case_size(row.case_size);
  product.set_minimum(row.minimum);
  if (row.available) product.set_available(*row.available);
  for (const auto& label : row.labels) product.add_labels(label);
  product.set_origin(row.origin);
  for (int month = 1; month <= 12; ++month)
    if ((row.months >> (month - 1) & 1) != 0) product.add_months(month);
  sdk::set_timestamp(*product.mutable_valid_from(), row.valid_from);
  return product;
}

std::vector<v1::Product> products_of(const std::vector<VersionRow>& rows, Instant now) {
  const std::string today = day_text(std::chrono::floor<std::chrono::days>(now));
  std::vector<v1::Product> all;
  all.reserve(rows.size());
  for (const auto& row : rows) all.push_back(product_of(row, today));
  return all;
}
}  // namespace

Result<std::vector<v1::Product>> products(sdk::Call& call,
                                          const std::vector<std::string>& producer_keys) {
  static const std::string all = newest + " ORDER BY r.name COLLATE \"fr-x-icu\", p.code";
  static const std::string of_producers =
      newest + " AND r.name_key = ANY ($2::text[]) ORDER BY r.name COLLATE \"fr-x-icu\", p.code";
  HALLE_TRY(rows, producer_keys.empty()
                      ? call.query<VersionRow>(all, call.organisation())
                      : call.query<VersionRow>(of_producers, call.organisation(), producer_keys));
  return products_of(rows, call.now());
}

Result<std::vector<v1::Product>> versions(sdk::Call& call, const std::string& code) {
  HALLE_TRY(rows, call.query<VersionRow>(history, call.organisation(), code));
  return products_of(rows, call.now());
}

}  // namespace halle::catalogue::store
