#pragma once
// The columns of a product's version (domain/product.hpp) in rows and statements.

#include <string>
#include <string_view>
#include <tuple>

#include "core/sdk/rows/row.hpp"
#include "services/catalogue/domain/product.hpp"
#include "services/catalogue/store/units.hpp"

namespace halle::catalogue {

/// A product as part of a row.
constexpr auto halle_row(const Product*) {
  return std::apply(
      [](const auto&... field) {
        return std::tuple{
            sdk::RowField<Product,
                          std::remove_cvref_t<decltype(std::declval<Product>().*field.value)>>{
                field.column, field.value}...};
      },
      product_fields);
}

namespace store {

/// The statement with the columns of a version, separated by commas, in place of each
/// `{product: PATTERN}`: the pattern once for each column, with its name in place of `*`.
std::string with_product(std::string_view statement);

}  // namespace store
}  // namespace halle::catalogue
