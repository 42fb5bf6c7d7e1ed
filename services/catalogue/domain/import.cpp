#include "services/catalogue/domain/import.hpp"

#include <set>
#include <utility>

#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"

namespace halle::catalogue {
namespace {
constexpr std::int64_t max_price_cents = 1'000'000;
constexpr std::int64_t max_cost = 100'000'000;
constexpr std::int64_t max_quantity = 1'000'000'000;

enum ProductColumn : std::size_t {
  code,
  name,
  producer,
  unit,
  net_quantity,
  price_incl_vat,
  cost_excl_vat,
  vat_rate,
  case_size,
  minimum,
  available,
  labels,
  origin,
  months
};

/// Reads one row and collects what is wrong in it.
class RowReader {
 public:
  RowReader(const sheets::Row& row, const sheets::Mapping& mapping) : row_(row), map_(mapping) {
    product_.line = row.line;
  }

  ProductRow read(std::set<std::string>& codes) {
    read_identity(codes);
    read_unit();
    read_prices();
    read_quantities();
    product_.origin = plain(origin, 100, "catalogue.bad_origin");
    read_into(product_.labels, labels, parse_labels, "catalogue.bad_labels");
    read_into(product_.months, months, parse_months, "catalogue.bad_months");
    return std::move(product_);
  }

  std::vector<FieldViolation> violations;

 private:
  std::string text(ProductColumn column) const { return sheets::cell(row_, map_, column); }

  void reject(ProductColumn column, const char* reason) {
    violations.push_back({product_columns()[column].key, reason, text(column)});
  }

  /// Leaves `target` alone if the cell is empty, or wrong, which is then reported.
  template <class T, class Parse>
  void read_into(T& target, ProductColumn column, Parse parse, const char* reason) {
    const std::string given = text(column);
    if (given.empty()) return;
    auto value = parse(given);
    if (value)
      target = *std::move(value);
    else
      reject(column, reason);
  }

  void require(ProductColumn column, const char* reason) {
    if (text(column).empty()) reject(column, reason);
  }

  std::string plain(ProductColumn column, std::size_t max, const char* reason) {
    std::string given = text(column);
    if (!is_plain_text(given, max)) reject(column, reason);
    return given;
  }

  void read_identity(std::set<std::string>& codes) {
    product_.code = text(code);
    if (product_.code.empty())
      reject(code, "catalogue.code_missing");
    else if (!sheets::is_reference(product_.code, 40))
      reject(code, "catalogue.bad_code");
    else if (!codes.insert(product_.code).second)
      reject(code, "catalogue.code_twice");
    require(name, "catalogue.name_missing");
    product_.name = plain(name, 200, "catalogue.bad_name");
    require(producer, "catalogue.producer_missing");
    product_.producer = plain(producer, 100, "catalogue.bad_producer");
  }

  void read_unit() {
    require(unit, "catalogue.unit_missing");
    read_into(unit_, unit, parse_unit, "catalogue.bad_unit");
    if (unit_) product_.unit = *unit_;

    const std::string given = text(net_quantity);
    if (given.empty()) return;
    const auto content = parse_content(given);
    if (unit_ && is_measure(*unit_)) {
      // One kilogram sold by the kilogram says nothing; anything else contradicts the unit.
      const bool one = parse_decimal(given, 3) == 1000 ||
                       (content && content->unit == *unit_ && content->quantity == 1000);
      if (!one) reject(net_quantity, "catalogue.bad_net_quantity");
      return;
    }
    // Without a known unit a plain 1 may be right.
    if (!unit_ && parse_decimal(given, 3) == 1000) return;
    if (!content) return reject(net_quantity, "catalogue.bad_net_quantity");
    product_.net_quantity = content->quantity;
    product_.net_unit = content->unit;
  }

  void read_prices() {
    require(price_incl_vat, "catalogue.price_missing");
    read_into(
        product_.price_cents, price_incl_vat,
        [](const std::string& given) { return parse_amount(given, 2, max_price_cents); },
        "catalogue.bad_price");
    read_into(
        product_.cost_excl_vat, cost_excl_vat,
        [](const std::string& given) { return parse_amount(given, 4, max_cost); },
        "catalogue.bad_cost");
    require(vat_rate, "catalogue.vat_rate_missing");
    read_into(product_.vat_rate, vat_rate, parse_vat_rate, "catalogue.bad_vat_rate");
  }

  std::optional<std::int64_t> quantity(ProductColumn column, std::int64_t min, const char* reason) {
    std::optional<std::int64_t> value;
    read_into(
        value, column,
        [min](const std::string& given) {
          auto thousandths = parse_decimal(given, 3);
          if (thousandths && (*thousandths < min || *thousandths > max_quantity))
            thousandths.reset();
          return thousandths;
        },
        reason);
    if (value && unit_ && is_countable(*unit_) && *value % 1000 != 0)
      reject(column, "catalogue.not_whole");
    return value;
  }

  void read_quantities() {
    product_.case_size = quantity(case_size, 1, "catalogue.bad_case_size").value_or(0);
    product_.minimum = quantity(minimum, 1, "catalogue.bad_minimum").value_or(0);
    product_.available = quantity(available, 0, "catalogue.bad_available");
    if (text(available).empty()) return;
    take_out_of_stock(product_.case_size, case_size);
    take_out_of_stock(product_.minimum, minimum);
  }

  /// What is sold from stock comes in no cases and has no minimum; 1 says as much.
  void take_out_of_stock(std::int64_t& value, ProductColumn column) {
    if (!text(column).empty() && value != 1000) reject(column, "catalogue.stock_has_no_case");
    value = 0;
  }

  const sheets::Row& row_;
  const sheets::Mapping& map_;
  ProductRow product_;
  std::optional<Unit> unit_;
};
}  // namespace

const std::vector<sheets::Column>& product_columns() {
  static const std::vector<sheets::Column> columns = {
      {"code", {"référence", "réf", "ref", "sku", "code produit", "code article"}, true},
      {"name", {"nom", "nom du produit", "désignation", "produit", "libellé", "product"}, true},
      {"producer",
       {"producteur", "productrice", "fournisseur", "ferme", "maraîcher", "supplier", "farm"},
       true},
      {"unit", {"unité", "unité de vente", "vendu par", "sold by"}, true},
      {"net_quantity",
       {"contenance", "quantité nette", "poids net", "volume net", "content", "net weight"}},
      {"price_incl_vat",
       {"prix ttc", "prix de vente ttc", "prix de vente", "prix", "price incl. vat", "price"},
       true},
      {"cost_excl_vat",
       {"prix d'achat ht", "prix achat ht", "coût ht", "coût d'achat ht", "prix ht",
        "cost excl. vat", "cost"}},
      {"vat_rate", {"tva", "taux tva", "taux de tva", "vat"}, true},
      {"case_size",
       {"colis", "colisage", "conditionnement", "unités par colis", "taille du colis",
        "taille de colis", "case"}},
      {"minimum", {"minimum de commande", "commande minimum", "min", "minimum order"}},
      {"available",
       {"disponible", "stock", "disponibilité", "quantité disponible", "en stock", "in stock"}},
      {"labels", {"label", "certifications", "certification"}},
      {"origin", {"origine", "provenance"}},
      {"months_in_season",
       {"saison", "mois de saison", "mois en saison", "mois", "months", "season"}},
  };
  return columns;
}

Result<ParsedProducts> parse_products(const sheets::Sheet& sheet, const sheets::Renamed& renamed) {
  HALLE_TRY(mapping, sheets::map_columns(sheet.header, product_columns(), renamed));
  ParsedProducts parsed;
  std::set<std::string> codes;
  for (const auto& row : sheet.rows) {
    RowReader reader(row, mapping);
    ProductRow product = reader.read(codes);
    sheets::check_width(row, sheet, reader.violations);
    if (reader.violations.empty())
      parsed.rows.push_back(std::move(product));
    else
      parsed.rejects.push_back({row.line, std::move(reader.violations)});
  }
  parsed.ignored = std::move(mapping.ignored);
  for (std::size_t i = 0; i < mapping.index_by_column.size(); ++i)
    if (mapping.index_by_column[i] >= 0) parsed.present.insert(product_columns()[i].key);
  return parsed;
}

}  // namespace halle::catalogue
