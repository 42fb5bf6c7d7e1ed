#include "services/catalogue/domain/import.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/catalogue/domain/cells.hpp"

namespace halle::catalogue {
namespace {
using Wrong = std::tuple<int, std::string, std::string, std::string>;  // line, field, reason, value
using Values = std::map<std::string, std::string>;                     // heading → cell

ParsedProducts parse(const std::string& csv, const sheets::Renamed& renamed = {}) {
  const auto sheet = sheets::read_csv(csv);
  EXPECT_TRUE(sheet) << sheet.error().reason;
  if (!sheet) return {};
  auto parsed = parse_products(sheet.value(), renamed);
  EXPECT_TRUE(parsed) << parsed.error().reason;
  return parsed ? std::move(parsed).value() : ParsedProducts{};
}

/// A right product, with some cells changed or added.
ParsedProducts parse_with(const Values& changes) {
  Values values = {{"code", "P1"},  {"nom", "Pommes"}, {"producteur", "Verger"},
                   {"unité", "kg"}, {"prix", "2,50"},  {"tva", "5,5"}};
  for (const auto& [heading, value] : changes) values[heading] = value;
  sheets::Sheet sheet = {{}, {{2, {}}}};
  for (const auto& [heading, value] : values) {
    sheet.header.push_back(heading);
    sheet.rows[0].cells.push_back(value);
  }
  auto parsed = parse_products(sheet, {});
  EXPECT_TRUE(parsed) << parsed.error().reason;
  return parsed ? std::move(parsed).value() : ParsedProducts{};
}

ProductRow product_with(const Values& changes) {
  auto parsed = parse_with(changes);
  for (const auto& reject : parsed.rejects)
    for (const auto& v : reject.violations)
      ADD_FAILURE() << v.field << " " << v.reason << " " << v.value;
  return parsed.rows.empty() ? ProductRow{} : parsed.rows[0];
}

/// `field reason` of everything that is wrong.
std::set<std::string> wrong_with(const Values& changes) {
  std::set<std::string> out;
  for (const auto& reject : parse_with(changes).rejects)
    for (const auto& v : reject.violations) out.insert(v.field + " " + v.reason);
  return out;
}

void expect_wrong(const Values& changes, const std::string& field, const std::string& reason) {
  EXPECT_EQ(wrong_with(changes), std::set<std::string>{field + " catalogue." + reason})
      << changes.begin()->second;
}

std::uint32_t mask(const std::vector<int>& months) {
  std::uint32_t out = 0;
  for (const int month : months) out |= 1u << (month - 1);
  return out;
}

TEST(ProductImport, ReadsAWholeRow) {
  const auto parsed = parse(
      "Réf.\tDésignation\tFournisseur\tUnité\tPoids net\tPrix TTC (€)\tPrix d'achat HT\tTaux de "
      "TVA\tColis\tMinimum\tLabels\tProvenance\tSaison\tNotes\n"
      "CONF-01\tConfiture d'abricots\tFerme du Pré\tBocal\t370 g\t4,90 €\t3,1234\t5,5 "
      "%\t6\t2\tAB, Nature & Progrès|AB\tDrôme\t6-9\tx\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  const auto& product = parsed.rows[0];
  EXPECT_EQ(product.line, 2);
  EXPECT_EQ(product.code, "CONF-01");
  EXPECT_EQ(product.name, "Confiture d'abricots");
  EXPECT_EQ(product.producer, "Ferme du Pré");
  EXPECT_EQ(product.unit, Unit::piece);
  EXPECT_EQ(product.net_quantity, 370);
  EXPECT_EQ(product.net_unit, Unit::kilogram);
  EXPECT_EQ(product.price_cents, 490);
  EXPECT_EQ(product.cost_excl_vat, 31234);
  EXPECT_EQ(product.vat_rate, 550);
  EXPECT_EQ(product.case_size, 6000);
  EXPECT_EQ(product.minimum, 2000);
  EXPECT_FALSE(product.available);
  EXPECT_EQ(product.labels, (std::vector<std::string>{"AB", "Nature & Progrès"}));
  EXPECT_EQ(product.origin, "Drôme");
  EXPECT_EQ(product.months, mask({6, 7, 8, 9}));
  EXPECT_EQ(parsed.ignored, std::vector<std::string>{"Notes"});
}

TEST(ProductImport, NeedsOnlySixColumns) {
  const auto product = product_with({});
  EXPECT_EQ(product.unit, Unit::kilogram);
  EXPECT_EQ(product.net_quantity, 0);
  EXPECT_EQ(product.net_unit, Unit::none);
  EXPECT_EQ(product.price_cents, 250);
  EXPECT_FALSE(product.cost_excl_vat);
  EXPECT_EQ(product.case_size, 0);
  EXPECT_EQ(product.minimum, 0);
  EXPECT_FALSE(product.available);
  EXPECT_TRUE(product.labels.empty());
  EXPECT_EQ(product.months, 0u);

  const auto missing = parse_products({{"notes"}, {}}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "sheet.column_missing");
  std::vector<std::string> fields;
  for (const auto& v : missing.error().fields) fields.push_back(v.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"code", "name", "producer", "unit", "price_incl_vat",
                                              "vat_rate"}));
}

TEST(ProductImport, TakesRenamedColumns) {
  const auto parsed =
      parse("id;name;producer;unit;price;vat\n7;Oil;Mill;l;9;5.5\n", {{"référence", "id"}});
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].code, "7");
  EXPECT_EQ(parsed.rows[0].unit, Unit::litre);
}

TEST(ProductImport, ReportsEverythingThatIsWrongInARow) {
  const auto parsed = parse(
      "code;nom;producteur;unité;contenance;prix;coût "
      "ht;tva;colis;minimum;stock;labels;origine;mois\n"
      "P1;Miel;Rucher;pot;500 g;8;;5,5;;;3;;;\n"
      "a b;;;brouette;6;0;x;19,6;0;-1;-2;;\x01;13;extra\n"
      ";N;P;;;;;;;;;;;\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].available, 3000);
  std::vector<Wrong> found;
  for (const auto& reject : parsed.rejects)
    for (const auto& v : reject.violations)
      found.emplace_back(reject.line, v.field, v.reason, v.value);
  const std::vector<Wrong> expected = {
      {3, "code", "catalogue.bad_code", "a b"},
      {3, "name", "catalogue.name_missing", ""},
      {3, "producer", "catalogue.producer_missing", ""},
      {3, "unit", "catalogue.bad_unit", "brouette"},
      {3, "net_quantity", "catalogue.bad_net_quantity", "6"},
      {3, "price_incl_vat", "catalogue.bad_price", "0"},
      {3, "cost_excl_vat", "catalogue.bad_cost", "x"},
      {3, "vat_rate", "catalogue.bad_vat_rate", "19,6"},
      {3, "case_size", "catalogue.bad_case_size", "0"},
      {3, "minimum", "catalogue.bad_minimum", "-1"},
      {3, "available", "catalogue.bad_available", "-2"},
      {3, "case_size", "catalogue.stock_has_no_case", "0"},
      {3, "minimum", "catalogue.stock_has_no_case", "-1"},
      {3, "origin", "catalogue.bad_origin", "\x01"},
      {3, "months_in_season", "catalogue.bad_months", "13"},
      {3, "row", "sheet.too_many_cells", "extra"},
      {4, "code", "catalogue.code_missing", ""},
      {4, "unit", "catalogue.unit_missing", ""},
      {4, "price_incl_vat", "catalogue.price_missing", ""},
      {4, "vat_rate", "catalogue.vat_rate_missing", ""},
  };
  EXPECT_EQ(found, expected);
}

TEST(ProductImport, TheSecondRowWithACodeIsRejectedWhateverBecameOfTheFirst) {
  const auto parsed = parse(
      "code;nom;producteur;unité;prix;tva\n"
      "1;A;P;kg;1;5,5\n01;B;P;kg;1;5,5\n1;C;P;kg;1;5,5\n2;D;P;kg;?;5,5\n2;E;P;kg;1;5,5\n");
  ASSERT_EQ(parsed.rows.size(), 2u);
  ASSERT_EQ(parsed.rejects.size(), 3u);
  EXPECT_EQ(parsed.rejects[0].line, 4);
  EXPECT_EQ(parsed.rejects[0].violations[0].reason, "catalogue.code_twice");
  EXPECT_EQ(parsed.rejects[1].violations[0].reason, "catalogue.bad_price");
  EXPECT_EQ(parsed.rejects[2].violations[0].reason, "catalogue.code_twice");
}

TEST(ProductImport, Texts) {
  EXPECT_EQ(product_with({{"code", std::string(40, '0')}}).code, std::string(40, '0'));
  EXPECT_EQ(product_with({{"code", "a-B_1/2.3"}}).code, "a-B_1/2.3");
  expect_wrong({{"code", std::string(41, '0')}}, "code", "bad_code");
  expect_wrong({{"code", "blé"}}, "code", "bad_code");
  EXPECT_EQ(product_with({{"nom", std::string(200, 'x')}}).name.size(), 200u);
  expect_wrong({{"nom", std::string(201, 'x')}}, "name", "bad_name");
  expect_wrong({{"nom", "a\nb"}}, "name", "bad_name");
  EXPECT_EQ(product_with({{"producteur", std::string(100, 'x')}}).producer.size(), 100u);
  expect_wrong({{"producteur", std::string(101, 'x')}}, "producer", "bad_producer");
  expect_wrong({{"origine", std::string(101, 'x')}}, "origin", "bad_origin");
}

TEST(ProductImport, Units) {
  for (const auto* text :
       {"pièce", "PIECES", "unité", "u", "U.", "bocal", "bocaux", "pot", "bouteille", "botte",
        "sachets", "la pièce", "à la pièce", "l'unité", "each", "pcs"})
    EXPECT_EQ(parse_unit(text), Unit::piece) << text;
  for (const auto* text : {"kg", "Kg", "KILO", "kilos", "kilogramme", "le kg", "au kilo", "€/kg"})
    EXPECT_EQ(parse_unit(text), Unit::kilogram) << text;
  for (const auto* text : {"l", "L", "litre", "Litres", "le litre", "le l", "au litre"})
    EXPECT_EQ(parse_unit(text), Unit::litre) << text;
  for (const auto* text : {"", "g", "cl", "brouette", "kg litre", "2 kg", "le", "500 g"})
    EXPECT_FALSE(parse_unit(text)) << text;
}

TEST(ProductImport, AWordIsOfOneUnit) {
  std::set<std::string> words;
  std::size_t count = 0;
  for (const auto unit : all_units) {
    EXPECT_FALSE(words_of(unit).empty());
    words.insert(words_of(unit).begin(), words_of(unit).end());
    count += words_of(unit).size();
  }
  EXPECT_EQ(words.size(), count);
}

TEST(ProductImport, NetQuantities) {
  const std::vector<std::tuple<std::string, std::int64_t, Unit>> good = {
      {"500 g", 500, Unit::kilogram},
      {"500g", 500, Unit::kilogram},
      {"0,75 l", 750, Unit::litre},
      {"75 cl", 750, Unit::litre},
      {"37,5 cl", 375, Unit::litre},
      {"1 kg", 1000, Unit::kilogram},
      {"1,5 KG", 1500, Unit::kilogram},
      {"330 ml", 330, Unit::litre},
      {"1 000 g", 1000, Unit::kilogram},
      {"2 dl", 200, Unit::litre},
      {"3 Litres", 3000, Unit::litre},
      {"1000 kg", 1000000, Unit::kilogram},
      {"", 0, Unit::none}};
  for (const auto& [text, quantity, unit] : good) {
    const auto product = product_with({{"unité", "pièce"}, {"contenance", text}});
    EXPECT_EQ(product.net_quantity, quantity) << text;
    EXPECT_EQ(product.net_unit, unit) << text;
  }
  for (const std::string bad : {"500", "1", "g", "0 g", "-5 g", "0,5 g", "0,05 cl", "1001 kg",
                                "6 x 33 cl", "500 g net", "500 €", "5 m", "3 70 g"})
    expect_wrong({{"unité", "pièce"}, {"contenance", bad}}, "net_quantity", "bad_net_quantity");

  for (const std::string one : {"", "1", "1,0", "1 kg", "1000 g"}) {
    const auto product = product_with({{"unité", "kg"}, {"contenance", one}});
    EXPECT_EQ(product.net_quantity, 0) << one;
    EXPECT_EQ(product.net_unit, Unit::none) << one;
  }
  EXPECT_EQ(product_with({{"unité", "litre"}, {"contenance", "100 cl"}}).net_quantity, 0);
  for (const std::string bad : {"2", "500 g", "1 l", "x"})
    expect_wrong({{"unité", "kg"}, {"contenance", bad}}, "net_quantity", "bad_net_quantity");
  expect_wrong({{"unité", "l"}, {"contenance", "1 kg"}}, "net_quantity", "bad_net_quantity");
}

TEST(ProductImport, PricesAndCosts) {
  const std::vector<std::pair<std::string, std::int64_t>> prices = {{"2,50", 250},
                                                                    {"2.5", 250},
                                                                    {"2,50 €", 250},
                                                                    {"€2.50", 250},
                                                                    {"2,50EUR", 250},
                                                                    {"2,50 euros", 250},
                                                                    {"0,01", 1},
                                                                    {"10 000,00 €", 1000000},
                                                                    {"1,500", 150},
                                                                    {"1\xC2\xA0"
                                                                     "234,5\xC2\xA0€",
                                                                     123450}};
  for (const auto& [text, cents] : prices)
    EXPECT_EQ(product_with({{"prix", text}}).price_cents, cents) << text;
  for (const std::string bad : {"0", "0,00", "-1", "10000,01", "1,234", "gratuit", "€", "2€50",
                                "1,2,3", "$2", "2,50 €/kg", "2 50 €", "6 12", "1 00,50"})
    expect_wrong({{"prix", bad}}, "price_incl_vat", "bad_price");

  EXPECT_EQ(product_with({{"cout ht", "1,2345 €"}}).cost_excl_vat, 12345);
  EXPECT_EQ(product_with({{"cost excl. vat", "10000"}}).cost_excl_vat, 100000000);
  for (const std::string bad : {"0", "-1", "1,23456", "10000,0001", "x"})
    expect_wrong({{"Coût HT", bad}}, "cost_excl_vat", "bad_cost");
}

TEST(ProductImport, VatRates) {
  const std::vector<std::pair<std::string, std::int64_t>> good = {
      {"0", 0},       {"0 %", 0},   {"2,1", 210},          {"2.10%", 210},
      {"0,021", 210}, {"5,5", 550}, {"5.5 %", 550},        {"5,50", 550},
      {"0,055", 550}, {"10", 1000}, {"10\xC2\xA0%", 1000}, {"0,1", 1000},
      {"0.10", 1000}, {"20", 2000}, {"20,0 %", 2000},      {"0,2", 2000}};
  for (const auto& [text, rate] : good) EXPECT_EQ(parse_vat_rate(text), rate) << text;
  for (const auto* bad : {"", "%", "19,6", "5", "7", "55", "0,2 %", "0,055 %", "-5,5", "5,5 % %",
                          "0,55", "1", "100", "5,501", "réduit", "200", "550"})
    EXPECT_FALSE(parse_vat_rate(bad)) << bad;
  expect_wrong({{"tva", "19,6"}}, "vat_rate", "bad_vat_rate");
}

TEST(ProductImport, CasesMinimumsAndStocks) {
  const auto by_weight = product_with({{"colis", "2,5"}, {"minimum", "0,001"}});
  EXPECT_EQ(by_weight.case_size, 2500);
  EXPECT_EQ(by_weight.minimum, 1);
  EXPECT_EQ(product_with({{"colisage", "1 000 000"}}).case_size, 1000000000);
  EXPECT_EQ(product_with({{"stock", "12,345"}}).available, 12345);
  EXPECT_EQ(product_with({{"disponible", "0"}}).available, 0);
  EXPECT_EQ(product_with({{"unité", "pot"}, {"min", "3,000"}}).minimum, 3000);

  for (const std::string bad : {"0", "-1", "1,2345", "1000000,001", "x", "6 kg"}) {
    expect_wrong({{"conditionnement", bad}}, "case_size", "bad_case_size");
    expect_wrong({{"minimum de commande", bad}}, "minimum", "bad_minimum");
  }
  for (const std::string bad : {"-1", "oui", "1000000,001"})
    expect_wrong({{"disponible", bad}}, "available", "bad_available");
  expect_wrong({{"unité", "pièce"}, {"colis", "2,5"}}, "case_size", "not_whole");
  expect_wrong({{"unité", "pièce"}, {"minimum", "0,5"}}, "minimum", "not_whole");
  expect_wrong({{"unité", "pièce"}, {"stock", "1,5"}}, "available", "not_whole");
  // A case or a minimum of 1 says nothing, and sheets are full of them.
  const auto one = product_with({{"stock", "5"}, {"colis", "1"}, {"minimum", "1,0"}});
  EXPECT_EQ(one.available, 5000);
  EXPECT_EQ(one.case_size, 0);
  EXPECT_EQ(one.minimum, 0);
  expect_wrong({{"stock", "0"}, {"colis", "2"}}, "case_size", "stock_has_no_case");
  expect_wrong({{"stock", "5"}, {"minimum", "2"}}, "minimum", "stock_has_no_case");
}

TEST(ProductImport, Labels) {
  const std::vector<std::string> expected = {"AB", "Demeter", "Nature & Progrès"};
  for (const std::string text : {"AB,Demeter,Nature & Progrès", " AB | Demeter|Nature & Progrès ",
                                 "AB / Demeter / , / Nature & Progrès / AB"})
    EXPECT_EQ(product_with({{"labels", text}}).labels, expected) << text;
  expect_wrong({{"labels", "AB," + std::string(51, 'x')}}, "labels", "bad_labels");
  expect_wrong({{"labels", "A\x01"}}, "labels", "bad_labels");
  std::string many;
  for (int i = 0; i < 21; ++i) many += std::to_string(i) + ",";
  expect_wrong({{"labels", many}}, "labels", "bad_labels");
}

TEST(ProductImport, Months) {
  const std::vector<std::pair<std::string, std::vector<int>>> good = {
      {"6 7 8", {6, 7, 8}},
      {"6,7;8", {6, 7, 8}},
      {"06/07", {6, 7}},
      {"6-9", {6, 7, 8, 9}},
      {"6 – 9", {6, 7, 8, 9}},
      {"11-2", {11, 12, 1, 2}},
      {"12-1", {12, 1}},
      {"5-5", {5}},
      {"juin,juillet", {6, 7}},
      {"Juin à Septembre", {6, 7, 8, 9}},
      {"de juin à août", {6, 7, 8}},
      {"d'octobre au février", {10, 11, 12, 1, 2}},
      {"juin jusqu'à août", {6, 7, 8}},
      {"mars et mai", {3, 5}},
      {"1-2, 6-7 et déc.", {1, 2, 6, 7, 12}},
      {"06-sept.", {6, 7, 8, 9}},
      {"June to August", {6, 7, 8}},
      {"janv. févr. avr. juil.", {1, 2, 4, 7}},
  };
  for (const auto& [text, months] : good) EXPECT_EQ(parse_months(text), mask(months)) << text;
  for (const auto* text :
       {"toute l'année", "Toute l’année", "all year", "1-12", "6-5", "1 2 3 4 5 6 7 8 9 10 11 12"})
    EXPECT_EQ(parse_months(text), 0u) << text;
  for (const auto* bad : {"0", "13", "6-", "-9", "6-9-11", "6--9", "été", "juin à", "à juin",
                          "2026-09-06", "et", "-", "jui", "999999999999999999999"})
    EXPECT_FALSE(parse_months(bad)) << bad;
  expect_wrong({{"saison", "été"}}, "months_in_season", "bad_months");
}

TEST(ProductImport, KnowsOtherHeadingsOfTheSameColumns) {
  const auto parsed = parse(
      "code;nom;producteur;unité;prix;tva;Prix HT;Taille de colis;Mois en saison\n"
      "P1;Poires;Verger;kg;3;5,5;2,5;4;9-10\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].cost_excl_vat, 25000);
  EXPECT_EQ(parsed.rows[0].case_size, 4000);
  EXPECT_EQ(parsed.rows[0].months, mask({9, 10}));
  EXPECT_EQ(parsed.ignored, std::vector<std::string>{});
}

TEST(ProductImport, ColumnsDoNotClaimTheSameHeading) {
  std::set<std::string> seen;
  for (const auto& column : product_columns()) {
    std::set<std::string> own = {sheets::heading_key(column.key)};
    for (const auto& heading : column.headings) own.insert(sheets::heading_key(heading));
    for (const auto& heading : own)
      EXPECT_TRUE(seen.insert(heading).second) << column.key << ": " << heading;
  }
}
}  // namespace
}  // namespace halle::catalogue
