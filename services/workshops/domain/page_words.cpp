#include "services/workshops/domain/page_words.hpp"

#include <array>
#include <map>

#include "core/base/time/day.hpp"

namespace halle::workshops {
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

/// "18 h", "18 h 30"; in English "18:30"
std::string hour_words(const std::string& time, bool english) {
  if (english) return time;
  const bool one_digit = time.starts_with('0');
  return time.substr(one_digit ? 1 : 0, one_digit ? 1 : 2) + "\u00a0h" +
         (time.ends_with("00") ? "" : "\u00a0" + time.substr(3));
}
/// "5 €", "5,50 €"; in English "€5.50"
std::string euros(std::int64_t cents, bool english) {
  std::string text = std::to_string(cents / 100);
  if (cents % 100 != 0)
    text += (english ? "." : ",") + std::string(cents % 100 < 10 ? "0" : "") +
            std::to_string(cents % 100);
  return english ? "€" + text : text + "\u00a0€";
}
}  // namespace

std::string time_words(const std::string& local, bool english) {
  const auto day = read_day(local.substr(0, 10));
  if (!day) return local;
  const std::chrono::year_month_day date{*day};
  const auto number = static_cast<unsigned>(date.day());
  const std::string month = months.at(static_cast<unsigned>(date.month()) - 1).in(english);
  return days.at(std::chrono::weekday(*day).c_encoding()).in(english) + " " +
         (number == 1 && !english ? "1er" : std::to_string(number)) + " " + month + " " +
         std::to_string(static_cast<int>(date.year())) + ", " +
         hour_words(local.substr(11), english);
}

std::string span_words(const std::string& from, const std::string& until, bool english) {
  const bool same_day = from.substr(0, 10) == until.substr(0, 10);
  return time_words(from, english) + " – " +
         (same_day ? hour_words(until.substr(11), english) : time_words(until, english));
}

std::string places_words(int free, bool english) {
  if (free <= 0)
    return english ? "Full: you can join the waiting list"
                   : "Complet : vous pouvez rejoindre la liste d’attente";
  if (free == 1) return english ? "1 place left" : "1 place libre";
  return std::to_string(free) + (english ? " places left" : " places libres");
}

std::string price_words(const Price& price, bool english) {
  switch (price.kind) {
    case PriceKind::fixed:
      return euros(price.cents, english) + (english ? " for each person" : " par personne");
    case PriceKind::by_category:
      return euros(price.visitor_cents, english) + (english ? ", members " : ", membres ") +
             euros(price.cents, english) + (english ? ", reduced " : ", tarif réduit ") +
             euros(price.reduced_cents, english);
    case PriceKind::contribution:
      return (english ? "You choose: " : "Participation libre : ") + euros(price.cents, english) +
             (english ? " suggested, at least " : " conseillés, au moins ") +
             euros(price.floor_cents, english);
    default:
      return english ? "Free" : "Gratuit";
  }
}

std::string refusal_words(const std::string& reason, bool english) {
  static const std::map<std::string, Words> known{
      {"workshops.bad_name",
       {"Donnez votre nom, en 80 caractères au plus.",
        "Give your name, of 80 characters at most."}},
      {"workshops.bad_email",
       {"Cette adresse e-mail n’est pas lisible.", "This e-mail address cannot be read."}},
      {"workshops.bad_telephone",
       {"Ce numéro de téléphone n’est pas lisible.", "This telephone number cannot be read."}},
      {"workshops.bad_post_code",
       {"Ce code postal n’est pas lisible.", "This post code cannot be read."}},
      {"workshops.no_contact",
       {"Donnez un e-mail ou un numéro de téléphone.", "Give an e-mail or a telephone number."}},
      {"workshops.bad_persons",
       {"De 1 à 20 personnes par inscription.", "1 to 20 persons per registration."}},
      {"workshops.group_too_large",
       {"L’atelier a moins de places que cela.", "The workshop has fewer places than that."}},
      {"workshops.below_floor",
       {"La participation est en dessous du minimum.", "This is below the least one can pay."}},
      {"workshops.not_open_yet",
       {"Les inscriptions ne sont pas encore ouvertes.", "Registration is not open yet."}},
      {"workshops.closed", {"Les inscriptions sont fermées.", "Registration is closed."}},
      {"workshops.begun", {"L’atelier a déjà commencé.", "The workshop has already begun."}},
      {"workshops.cancelled", {"L’atelier est annulé.", "The workshop is cancelled."}},
      {"workshops.too_many_requests",
       {"Trop d’inscriptions viennent d’être faites d’ici. Réessayez dans une heure, ou "
        "appelez-nous.",
        "Too many registrations were just made from here. Try again in an hour, or call us."}},
      {"workshops.not_offered",
       {"Cette place n’est plus proposée.", "This place is no longer offered."}},
      {"workshops.not_unconfirmed",
       {"Cette inscription n’est plus à confirmer.",
        "This registration no longer needs confirming."}}};
  const auto found = known.find(reason);
  if (found != known.end()) return found->second.in(english);
  return english ? "This is not possible at the moment." : "Ce n’est pas possible pour le moment.";
}

}  // namespace halle::workshops
