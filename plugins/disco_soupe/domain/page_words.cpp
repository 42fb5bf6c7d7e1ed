#include "plugins/disco_soupe/domain/page_words.hpp"

#include <array>
#include <map>

#include "core/base/time/day.hpp"

namespace halle::disco_soupe {
namespace {
struct Words {
  const char* french;
  const char* english;

  std::string in(bool english_wanted) const { return english_wanted ? english : french; }
};

constexpr std::array<Words, 7> days{Words{"dimanche", "Sunday"}, Words{"lundi", "Monday"},
                                    Words{"mardi", "Tuesday"},   Words{"mercredi", "Wednesday"},
                                    Words{"jeudi", "Thursday"},  Words{"vendredi", "Friday"},
                                    Words{"samedi", "Saturday"}};
constexpr std::array<Words, 12> months{
    Words{"janvier", "January"}, Words{"février", "February"},  Words{"mars", "March"},
    Words{"avril", "April"},     Words{"mai", "May"},           Words{"juin", "June"},
    Words{"juillet", "July"},    Words{"août", "August"},       Words{"septembre", "September"},
    Words{"octobre", "October"}, Words{"novembre", "November"}, Words{"décembre", "December"}};
}  // namespace

std::string kilograms(std::int64_t grams, bool english) {
  std::string text = std::to_string(grams / 1000);
  if (grams % 1000 != 0) {
    std::string rest = std::to_string(1000 + grams % 1000).substr(1);
    while (rest.back() == '0') rest.pop_back();
    text += (english ? "." : ",") + rest;
  }
  return text + "\u00a0kg";
}

std::string day_words(const std::string& day, bool english) {
  const auto read = read_day(day);
  if (!read) return day;
  const std::chrono::year_month_day date{*read};
  const auto number = static_cast<unsigned>(date.day());
  return days.at(std::chrono::weekday(*read).c_encoding()).in(english) + " " +
         (number == 1 && !english ? "1er" : std::to_string(number)) + " " +
         months.at(static_cast<unsigned>(date.month()) - 1).in(english);
}

std::string hour_words(const std::string& time, bool english) {
  if (english) return time;
  const bool one_digit = time.starts_with('0');
  return time.substr(one_digit ? 1 : 0, one_digit ? 1 : 2) + "\u00a0h" +
         (time.ends_with("00") ? "" : "\u00a0" + time.substr(3));
}

std::string refusal_words(const std::string& reason, bool english) {
  static const std::map<std::string, Words> known{
      {"disco_soupe.bad_product",
       {"Dites de quel produit il s’agit, en 80 caractères au plus.",
        "Say which product it is, in 80 characters at most."}},
      {"disco_soupe.bad_grams",
       {"Donnez un poids en kilos, de 0,1 à 5 000.",
        "Give a weight in kilograms, from 0.1 to 5000."}},
      {"disco_soupe.bad_day",
       {"Donnez le dernier jour où on peut le cuisiner : aujourd’hui au plus tôt, dans 60 jours au "
        "plus tard.",
        "Give the last day on which it can be cooked: today at the earliest, in 60 days at the "
        "latest."}},
      {"disco_soupe.too_many_lots",
       {"Beaucoup de surplus sont déjà annoncés : appelez-nous.",
        "Much surplus has been told already: please call us."}},
      {"disco_soupe.lot_in_use",
       {"Une disco soupe est déjà prévue avec ce lot : appelez-nous.",
        "A disco soupe is already planned with this: please call us."}},
      {"disco_soupe.lot_unknown", {"Ce lot n’est plus annoncé.", "This is not offered any more."}}};
  const auto found = known.find(reason);
  if (found != known.end()) return found->second.in(english);
  return english ? "This is not possible at the moment." : "Ce n’est pas possible pour le moment.";
}

}  // namespace halle::disco_soupe
