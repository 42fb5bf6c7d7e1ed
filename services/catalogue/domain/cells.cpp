#include "services/catalogue/domain/cells.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"

namespace halle::catalogue {
namespace {
constexpr std::int64_t max_net_quantity = 1'000'000;
constexpr std::size_t max_labels = 20;
constexpr std::uint32_t every_month = 0xFFF;

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
}  // namespace

std::optional<Content> parse_content(std::string_view text) {
  struct Measure {
    Unit unit;
    int places;
  };
  // `places` decimals of the measure make thousandths of the net unit.
  static const std::map<std::string, Measure, std::less<>> measures = {
      {"g", {Unit::kilogram, 0}},
      {"gr", {Unit::kilogram, 0}},
      {"gramme", {Unit::kilogram, 0}},
      {"grammes", {Unit::kilogram, 0}},
      {"kg", {Unit::kilogram, 3}},
      {"kilo", {Unit::kilogram, 3}},
      {"kilos", {Unit::kilogram, 3}},
      {"kilogramme", {Unit::kilogram, 3}},
      {"kilogrammes", {Unit::kilogram, 3}},
      {"ml", {Unit::litre, 0}},
      {"cl", {Unit::litre, 1}},
      {"dl", {Unit::litre, 2}},
      {"l", {Unit::litre, 3}},
      {"litre", {Unit::litre, 3}},
      {"litres", {Unit::litre, 3}},
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

std::optional<Unit> parse_unit(std::string_view text) {
  static const std::set<std::string, std::less<>> articles = {"le", "la",  "l",   "les", "a",
                                                              "au", "par", "the", "per", "by"};
  std::vector<std::string> all = words(text);
  // `l` alone is the litre, and `l'unité` starts with one.
  while (all.size() > 1 && articles.contains(all.front())) all.erase(all.begin());
  if (all.size() != 1) return std::nullopt;
  std::string word = all.front();
  if (word.size() > 2 && word.ends_with('s')) word.pop_back();
  for (const auto unit : all_units)
    if (words_of(unit).contains(word)) return unit;
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

}  // namespace halle::catalogue
