#include "services/catalogue/store/product_rows.hpp"

#include <tuple>

#include "core/sdk/time.hpp"
#include "services/catalogue/domain/price.hpp"
#include "services/catalogue/domain/vat.hpp"
#include "services/catalogue/store/product_columns.hpp"

namespace halle::catalogue::store {
namespace {
/// What a version is selected with, beside the columns of its product.
struct VersionColumns {
  Uuid id;
  std::string code;
  int version = 0;
  Uuid producer_id;
  std::string producer;
  Instant valid_from;
};
HALLE_ROW(VersionColumns, id, code, version, producer_id, producer, valid_from)

struct VersionRow : VersionColumns, Product {};
constexpr auto halle_row(const VersionRow*) {
  return std::tuple_cat(halle_row(static_cast<const VersionColumns*>(nullptr)),
                        halle_row(static_cast<const Product*>(nullptr)));
}

/// The columns of VersionRow.
const std::string columns = with_product(R"(
    SELECT p.id, p.code, v.version, v.producer_id, r.name AS producer, v.valid_from, {product: v.*})");

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

v1::Product product_of(const VersionRow& row, const std::string& today) {
  v1::Product product;
  product.set_id(row.id.text());
  product.set_code(row.code);
  product.set_version(row.version);
  product.set_producer_id(row.producer_id.text());
  product.set_producer(row.producer);
  each_product_field([&](const auto& field) { field.put(product, row.*field.value); });
  product.set_price_per_net_unit_cents(
      price_per_net_unit(row.unit, row.price_cents, row.net_quantity));
  product.set_vat_rate(vat_rate_of(row.vat_class, today).value_or(0));
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
