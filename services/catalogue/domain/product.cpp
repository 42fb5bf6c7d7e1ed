#include "services/catalogue/domain/product.hpp"

#include <algorithm>

#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"
#include "services/catalogue/domain/cells.hpp"

namespace halle::catalogue {
namespace {
constexpr std::int64_t max_price_cents = 1'000'000;
constexpr std::int64_t max_cost = 100'000'000;
constexpr std::int64_t max_quantity = 1'000'000'000;

const SheetColumn& column_of(std::string_view key) {
  return *std::find_if(sheet_columns.begin(), sheet_columns.end(),
                       [&](const SheetColumn& column) { return column.key == key; });
}

/// A line of text of at most `most` characters.
template <auto field, std::size_t most>
void read_text(ProductReader& reader, const SheetColumn& column) {
  reader.read_into(reader.product.*field, column, [](std::string given) {
    return is_plain_text(given, most) ? std::optional(std::move(given)) : std::nullopt;
  });
}

/// What `parse` makes of it.
template <auto field, auto parse>
void read_with(ProductReader& reader, const SheetColumn& column) {
  reader.read_into(reader.product.*field, column, parse);
}

/// An amount in euros as a number with so many decimals.
template <auto field, int places, std::int64_t most>
void read_amount(ProductReader& reader, const SheetColumn& column) {
  reader.read_into(reader.product.*field, column,
                   [](const std::string& given) { return parse_amount(given, places, most); });
}

void read_code(ProductReader& reader, const SheetColumn& column) {
  reader.product.code = reader.text(column);
  if (!sheets::is_reference(reader.product.code, 40))
    reader.reject(column, column.bad);
  else if (!reader.codes.insert(reader.product.code).second)
    reader.reject(column, "catalogue.code_twice");
}

void read_content(ProductReader& reader, const SheetColumn& column) {
  auto& product = reader.product;
  const std::string given = reader.text(column);
  const auto content = parse_content(given);
  const bool is_one = parse_decimal(given, 3) == 1000;
  if (is_measure(product.unit)) {
    // One kilogram sold by the kilogram says nothing; anything else contradicts the unit.
    if (!is_one && !(content && content->unit == product.unit && content->quantity == 1000))
      reader.reject(column, column.bad);
    return;
  }
  // Without a known unit a plain 1 may be right.
  if (product.unit == Unit::none && is_one) return;
  if (!content) return reader.reject(column, column.bad);
  product.net_quantity = content->quantity;
  product.net_unit = content->unit;
}

template <auto field, std::int64_t least>
void read_quantity(ProductReader& reader, const SheetColumn& column) {
  const auto thousandths = parse_decimal(reader.text(column), 3);
  if (!thousandths || *thousandths < least || *thousandths > max_quantity)
    return reader.reject(column, column.bad);
  reader.product.*field = *thousandths;
  if (is_countable(reader.product.unit) && *thousandths % 1000 != 0)
    reader.reject(column, "catalogue.not_whole");
}

/// What is sold from stock comes in no cases and has no minimum; 1 says as much.
void take_out_of_stock(ProductReader& reader, std::int64_t& value, const SheetColumn& column) {
  if (!reader.text(column).empty() && value != 1000)
    reader.reject(column, "catalogue.stock_has_no_case");
  value = 0;
}

void read_available(ProductReader& reader, const SheetColumn& column) {
  read_quantity<&ProductRow::available, 0>(reader, column);
  take_out_of_stock(reader, reader.product.case_size, column_of("case_size"));
  take_out_of_stock(reader, reader.product.minimum, column_of("minimum"));
}
}  // namespace

const std::array<SheetColumn, 14> sheet_columns{{
    {"code", "référence|réf|ref|sku|code produit|code article", read_code, "catalogue.bad_code",
     "catalogue.code_missing"},
    {"name", "nom|nom du produit|désignation|produit|libellé|product",
     read_text<&ProductRow::name, 200>, "catalogue.bad_name", "catalogue.name_missing"},
    {"producer", "producteur|productrice|fournisseur|ferme|maraîcher|supplier|farm",
     read_text<&ProductRow::producer, 100>, "catalogue.bad_producer", "catalogue.producer_missing"},
    {"unit", "unité|unité de vente|vendu par|sold by", read_with<&ProductRow::unit, parse_unit>,
     "catalogue.bad_unit", "catalogue.unit_missing"},
    {"net_quantity", "contenance|quantité nette|poids net|volume net|content|net weight",
     read_content, "catalogue.bad_net_quantity"},
    {"price_incl_vat", "prix ttc|prix de vente ttc|prix de vente|prix|price incl. vat|price",
     read_amount<&ProductRow::price_cents, 2, max_price_cents>, "catalogue.bad_price",
     "catalogue.price_missing"},
    {"cost_excl_vat",
     "prix d'achat ht|prix achat ht|coût ht|coût d'achat ht|prix ht|cost excl. vat|cost",
     read_amount<&ProductRow::cost_excl_vat, 4, max_cost>, "catalogue.bad_cost"},
    {"vat_rate", "tva|taux tva|taux de tva|vat", read_with<&ProductRow::vat_rate, parse_vat_rate>,
     "catalogue.bad_vat_rate", "catalogue.vat_rate_missing"},
    {"case_size",
     "colis|colisage|conditionnement|unités par colis|taille du colis|taille de colis|case",
     read_quantity<&ProductRow::case_size, 1>, "catalogue.bad_case_size"},
    {"minimum", "minimum de commande|commande minimum|min|minimum order",
     read_quantity<&ProductRow::minimum, 1>, "catalogue.bad_minimum"},
    {"available", "disponible|stock|disponibilité|quantité disponible|en stock|in stock",
     read_available, "catalogue.bad_available"},
    {"origin", "origine|provenance", read_text<&ProductRow::origin, 100>, "catalogue.bad_origin"},
    {"labels", "label|certifications|certification", read_with<&ProductRow::labels, parse_labels>,
     "catalogue.bad_labels"},
    {"months_in_season", "saison|mois de saison|mois en saison|mois|months|season",
     read_with<&ProductRow::months, parse_months>, "catalogue.bad_months"},
}};

void ProductReader::read_all() {
  for (const auto& column : sheet_columns) {
    if (!text(column).empty())
      column.read(*this, column);
    else if (!column.missing.empty())
      reject(column, column.missing);
  }
}

std::string ProductReader::text(const SheetColumn& column) const {
  return sheets::cell(row_, mapping_, static_cast<std::size_t>(&column - sheet_columns.data()));
}

void ProductReader::reject(const SheetColumn& column, std::string_view reason) {
  violations.push_back({std::string(column.key), std::string(reason), text(column)});
}

}  // namespace halle::catalogue
