#include "services/catalogue/store/product_rows.hpp"

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/catalogue/domain/price.hpp"
#include "services/catalogue/domain/vat.hpp"

namespace halle::catalogue::store {
namespace {
const std::string newest = R"(
    SELECT p.id, p.code, v.version, v.name, v.producer_id, r.name, v.unit, v.net_quantity, v.net_unit,
           v.price_cents, v.cost_excl_vat, v.vat_class, v.case_size, v.minimum, v.available,
           array_to_string(v.labels, E'\n'), v.origin, v.months, v.valid_from
      FROM catalogue.product p
      JOIN catalogue.product_version v
        ON v.org_id = p.org_id AND v.product_id = p.id AND v.version = p.version
      JOIN catalogue.producer r ON r.org_id = v.org_id AND r.id = v.producer_id
     WHERE p.org_id = $1)";

constexpr const char* history = R"(
    SELECT p.id, p.code, v.version, v.name, v.producer_id, r.name, v.unit, v.net_quantity, v.net_unit,
           v.price_cents, v.cost_excl_vat, v.vat_class, v.case_size, v.minimum, v.available,
           array_to_string(v.labels, E'\n'), v.origin, v.months, v.valid_from
      FROM catalogue.product p
      JOIN catalogue.product_version v ON v.org_id = p.org_id AND v.product_id = p.id
      JOIN catalogue.producer r ON r.org_id = v.org_id AND r.id = v.producer_id
     WHERE p.org_id = $1 AND p.code = $2
     ORDER BY v.version DESC)";

v1::Product product_of(const sdk::Rows::Row& row, const std::string& today) {
  v1::Product product;
  product.set_id(row.text(0));
  product.set_code(row.text(1));
  product.set_version(static_cast<int>(row.number(2)));
  product.set_name(row.text(3));
  product.set_producer_id(row.text(4));
  product.set_producer(row.text(5));
  product.set_unit(static_cast<v1::Unit>(row.number(6)));
  product.set_net_quantity(row.number(7));
  product.set_net_unit(static_cast<v1::Unit>(row.number(8)));
  product.set_price_cents(row.number(9));
  product.set_price_per_net_unit_cents(
      price_per_net_unit(product.unit() == v1::UNIT_PIECE ? Unit::piece : Unit::kilogram,
                         product.price_cents(), product.net_quantity()));
  if (!row.is_null(10)) product.set_cost_excl_vat(row.number(10));
  product.set_vat_class(row.text(11));
  product.set_vat_rate(vat_rate_of(product.vat_class(), today).value_or(0));
  product.set_case_size(row.number(12));
  product.set_minimum(row.number(13));
  if (!row.is_null(14)) product.set_available(row.number(14));
  if (!row.view(15).empty())
    for (auto& label : split(row.view(15), '\n')) product.add_labels(std::move(label));
  product.set_origin(row.text(16));
  for (int month = 1; month <= 12; ++month)
    if ((row.number(17) >> (month - 1) & 1) != 0) product.add_months(month);
  sdk::set_timestamp(*product.mutable_valid_from(), row.instant(18));
  return product;
}

std::vector<v1::Product> products_of(const sdk::Rows& rows, Instant now) {
  const std::string today = format_instant(now).substr(0, 10);
  std::vector<v1::Product> all;
  all.reserve(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) all.push_back(product_of(rows[r], today));
  return all;
}
}  // namespace

Result<std::vector<v1::Product>> products(sdk::Call& call,
                                          const std::vector<std::string>& producer_keys) {
  static const std::string all = newest + " ORDER BY r.name COLLATE \"fr-x-icu\", p.code";
  static const std::string of_producers =
      newest + " AND r.name_key = ANY ($2::text[]) ORDER BY r.name COLLATE \"fr-x-icu\", p.code";
  HALLE_TRY(rows, producer_keys.empty()
                      ? call.query(all, call.organisation())
                      : call.query(of_producers, call.organisation(), producer_keys));
  return products_of(rows, call.now());
}

Result<std::vector<v1::Product>> versions(sdk::Call& call, const std::string& code) {
  HALLE_TRY(rows, call.query(history, call.organisation(), code));
  return products_of(rows, call.now());
}

}  // namespace halle::catalogue::store
