#include "services/catalogue/domain/import.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/base/decimal.hpp"
#include "core/base/text.hpp"

namespace halle::catalogue {
namespace {
constexpr std::int64_t max_price_cents = 1'000'000;
constexpr std::int64_t max_cost = 100'000'000;
constexpr std::int64_t max_quantity = 1'000'000'000;
constexpr std::int64_t max_net_quantity = 1'000'000;
constexpr std::size_t max_labels = 20;
constexpr std::uint32_t every_month = 0xFFF;

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

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The words of a text, folded.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (auto& word : split(fold(text), ' '))
    if (!word.empty()) out.push_back(std::move(word));
  return out;
}

struct Content {
  std::int64_t quantity = 0;
  NetUnit unit = NetUnit::none;
};

std::optional<Content> parse_content(std::string_view text) {
  struct Measure {
    NetUnit unit;
    int places;
  };
  // `places` decimals of the measure make thousandths of the net unit.
  static const std::map<std::string, Measure, std::less<>> measures = {
      {"g", {NetUnit::kilogram, 0}},
      {"gr", {NetUnit::kilogram, 0}},
      {"gramme", {NetUnit::kilogram, 0}},
      {"grammes", {NetUnit::kilogram, 0}},
      {"kg", {NetUnit::kilogram, 3}},
      {"kilo", {NetUnit::kilogram, 3}},
      {"kilos", {NetUnit::kilogram, 3}},
      {"kilogramme", {NetUnit::kilogram, 3}},
      {"kilogrammes", {NetUnit::kilogram, 3}},
      {"ml", {NetUnit::litre, 0}},
      {"cl", {NetUnit::litre, 1}},
      {"dl", {NetUnit::litre, 2}},
      {"l", {NetUnit::litre, 3}},
      {"litre", {NetUnit::litre, 3}},
      {"litres", {NetUnit::litre, 3}},
  };
  const auto letters = std::find_if(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  const auto at = static_cast<std::size_t>(letters - text.begin());
  const auto measure = measures.find(fold(text.substr(at)));
  if (measure == measures.end()) return std::nullopt;
  const auto quantity = parse_decimal(text.substr(0, at), measure->second.places);
  if (!quantity || *quantity <= 0 || *quantity > max_net_quantity) return std::nullopt;
  return Content{*quantity, measure->second.unit};
}

/// An amount in euros above 0, × 10^places, with or without the name of the currency.
std::optional<std::int64_t> parse_amount(std::string_view text, int places, std::int64_t max) {
  constexpr std::array<std::string_view, 8> currencies = {"€",    "EUROS", "EURO", "EUR",
                                                          "Euro", "euros", "euro", "eur"};
  std::string number = trim(text);
  for (const auto currency : currencies) {
    if (number.ends_with(currency))
      number.resize(number.size() - currency.size());
    else if (number.starts_with(currency))
      number.erase(0, currency.size());
    else
      continue;
    break;
  }
  const auto value = parse_decimal(number, places);
  if (!value || *value <= 0 || *value > max) return std::nullopt;
  return value;
}

/// 1 to 12, from a number or the name of a month; 0 if it is neither.
int month_of(const std::string& word) {
  static const std::map<std::string, int, std::less<>> names = {
      {"janvier", 1},   {"janv", 1},      {"jan", 1},      {"january", 1},   {"fevrier", 2},
      {"fevr", 2},      {"fev", 2},       {"february", 2}, {"feb", 2},       {"mars", 3},
      {"mar", 3},       {"march", 3},     {"avril", 4},    {"avr", 4},       {"april", 4},
      {"apr", 4},       {"mai", 5},       {"may", 5},      {"juin", 6},      {"june", 6},
      {"jun", 6},       {"juillet", 7},   {"juil", 7},     {"july", 7},      {"jul", 7},
      {"aout", 8},      {"august", 8},    {"aug", 8},      {"septembre", 9}, {"september", 9},
      {"sept", 9},      {"sep", 9},       {"octobre", 10}, {"october", 10},  {"oct", 10},
      {"novembre", 11}, {"november", 11}, {"nov", 11},     {"decembre", 12}, {"december", 12},
      {"dec", 12},
  };
  if (word.size() <= 2 && std::all_of(word.begin(), word.end(), is_digit)) {
    const auto number = parse_decimal(word, 0);
    return number && *number <= 12 ? static_cast<int>(*number) : 0;
  }
  const auto found = names.find(word);
  return found == names.end() ? 0 : found->second;
}

/// Folding drops dashes, which mean "to" here: they become that word first.
std::string spell_dashes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = 1;
    if (text.starts_with("\xE2\x80\x93") || text.starts_with("\xE2\x80\x94"))
      size = 3;
    else if (text.front() != '-')
      size = 0;
    if (size > 0) {
      out += " to ";
    } else {
      out += text.front();
      size = 1;
    }
    text.remove_prefix(size);
  }
  return out;
}

std::optional<std::vector<std::string>> parse_labels(std::string_view text) {
  std::vector<std::string> out;
  std::string rest(text);
  std::replace(rest.begin(), rest.end(), '|', ',');
  std::replace(rest.begin(), rest.end(), '/', ',');
  for (const auto& part : split(rest, ',')) {
    std::string label = trim(part);
    if (label.empty() || std::find(out.begin(), out.end(), label) != out.end()) continue;
    if (out.size() == max_labels || !is_plain_text(label, 50)) return std::nullopt;
    out.push_back(std::move(label));
  }
  return out;
}

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
    if (unit_ && *unit_ != Unit::piece) {
      // One kilogram sold by the kilogram says nothing; anything else contradicts the unit.
      const auto own = *unit_ == Unit::kilogram ? NetUnit::kilogram : NetUnit::litre;
      const bool one = parse_decimal(given, 3) == 1000 ||
                       (content && content->unit == own && content->quantity == 1000);
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
    if (value && unit_ == Unit::piece && *value % 1000 != 0) reject(column, "catalogue.not_whole");
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

std::optional<Unit> parse_unit(std::string_view text) {
  static const std::set<std::string, std::less<>> articles = {"le", "la",  "l",   "les", "a",
                                                              "au", "par", "the", "per", "by"};
  static const std::set<std::string, std::less<>> pieces = {
      "piece",  "pce",    "pc",        "unite",     "unit",    "u",        "each",    "bocal",
      "bocaux", "pot",    "bouteille", "botte",     "bouquet", "sachet",   "sac",     "barquette",
      "paquet", "boite",  "brique",    "bidon",     "carton",  "caisse",   "cagette", "plateau",
      "lot",    "panier", "tablette",  "plaquette", "tube",    "canette",  "cubi",    "filet",
      "flacon", "etui",   "rouleau",   "tranche",   "tete",    "douzaine", "pain",    "bottle",
      "jar",    "bag",    "bunch",     "box",       "pack",    "packet",   "can",     "tin",
      "dozen",  "loaf",   "head",      "tray",      "net",     "bar"};
  std::vector<std::string> all = words(text);
  // `l` alone is the litre, and `l'unité` starts with one.
  while (all.size() > 1 && articles.contains(all.front())) all.erase(all.begin());
  if (all.size() != 1) return std::nullopt;
  std::string word = all.front();
  if (word.size() > 2 && word.ends_with('s')) word.pop_back();
  if (word == "kg" || word == "kilo" || word == "kilogramme" || word == "kilogram")
    return Unit::kilogram;
  if (word == "l" || word == "litre" || word == "liter") return Unit::litre;
  if (pieces.contains(word)) return Unit::piece;
  return std::nullopt;
}

std::optional<std::int64_t> parse_vat_rate(std::string_view text) {
  constexpr std::array<std::int64_t, 5> rates = {0, 210, 550, 1000, 2000};
  const auto is_rate = [&](std::int64_t value) {
    return std::find(rates.begin(), rates.end(), value) != rates.end();
  };
  std::string number = trim(text);
  const bool percent = number.ends_with('%');
  if (percent) number.pop_back();
  const auto value = parse_decimal(number, 4);
  if (!value) return std::nullopt;
  // No rate in per cent is another rate as a fraction, so the two readings cannot be confused.
  if (*value % 100 == 0 && is_rate(*value / 100)) return *value / 100;
  if (!percent && is_rate(*value)) return value;
  return std::nullopt;
}

std::optional<std::uint32_t> parse_months(std::string_view text) {
  static const std::set<std::string, std::less<>> all_year = {
      "toute l annee", "toute annee", "annee",          "a l annee", "tous",
      "tous les mois", "all year",    "all year round", "all"};
  static const std::set<std::string, std::less<>> to = {"to", "a", "au", "jusqu", "until"};
  static const std::set<std::string, std::less<>> fillers = {"de", "du", "d", "et", "and", "from"};
  if (all_year.contains(fold(text))) return 0;

  std::uint32_t mask = 0;
  int last = 0;  // the month before, which a range may start from
  bool range = false;
  for (const auto& word : words(spell_dashes(text))) {
    if (to.contains(word)) {
      // `jusqu'à` is two words for one thing.
      if (range && word != "a" && word != "au") return std::nullopt;
      if (last == 0) return std::nullopt;
      range = true;
      continue;
    }
    if (fillers.contains(word)) continue;
    const int month = month_of(word);
    if (month == 0) return std::nullopt;
    if (range) {
      for (int m = last; m != month; m = m % 12 + 1) mask |= 1u << (m - 1);
    }
    mask |= 1u << (month - 1);
    last = range ? 0 : month;
    range = false;
  }
  if (range || mask == 0) return std::nullopt;
  return mask == every_month ? 0 : mask;
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
