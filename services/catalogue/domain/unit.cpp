#include "services/catalogue/domain/unit.hpp"

namespace halle::catalogue {

const std::set<std::string, std::less<>>& words_of(Unit unit) {
  using Words = std::set<std::string, std::less<>>;
  static const Words pieces = {
      "piece",  "pce",    "pc",        "unite",     "unit",    "u",        "each",    "bocal",
      "bocaux", "pot",    "bouteille", "botte",     "bouquet", "sachet",   "sac",     "barquette",
      "paquet", "boite",  "brique",    "bidon",     "carton",  "caisse",   "cagette", "plateau",
      "lot",    "panier", "tablette",  "plaquette", "tube",    "canette",  "cubi",    "filet",
      "flacon", "etui",   "rouleau",   "tranche",   "tete",    "douzaine", "pain",    "bottle",
      "jar",    "bag",    "bunch",     "box",       "pack",    "packet",   "can",     "tin",
      "dozen",  "loaf",   "head",      "tray",      "net",     "bar"};
  static const Words kilograms = {"kg", "kilo", "kilogramme", "kilogram"};
  static const Words litres = {"l", "litre", "liter"};
  static const Words none;
  switch (unit) {
    case Unit::piece:
      return pieces;
    case Unit::kilogram:
      return kilograms;
    case Unit::litre:
      return litres;
    case Unit::none:
      break;
  }
  return none;
}

}  // namespace halle::catalogue
