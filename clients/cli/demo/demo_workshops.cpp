#include "clients/cli/demo/demo_workshops.hpp"

#include "core/base/time/day.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"

namespace halle::cli {
namespace {
namespace wv = workshops::v1;

struct Entry {
  const char* title;
  const char* theme;
  const char* about;
  int days;  // from today
  const char* from;
  const char* until;
  const char* led_by;
  int capacity;
  int minimum;
  std::int64_t cents;
  int members;  // that register: 20 and on
  bool publish;
};

Result<std::string> add(sdk::Caller& caller, std::chrono::sys_days today, const Entry& entry) {
  wv::SetWorkshopRequest workshop;
  workshop.mutable_workshop()->set_title(entry.title);
  workshop.mutable_workshop()->set_theme(entry.theme);
  workshop.mutable_workshop()->set_about(entry.about);
  HALLE_TRY(made, wv::WorkshopsClient(caller).set(workshop));
  const std::string day = day_text(today + std::chrono::days(entry.days));
  wv::AddSessionRequest request;
  auto& details = *request.mutable_details();
  details.set_workshop(made.id());
  details.set_starts(day + "T" + entry.from);
  details.set_ends(day + "T" + entry.until);
  details.set_place("Le local, salle du fond");
  details.set_led_by(entry.led_by);
  details.set_capacity(entry.capacity);
  details.set_minimum(entry.minimum);
  details.set_audience(wv::AUDIENCE_ANYBODY);
  if (entry.cents > 0) {
    details.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
    details.mutable_price()->set_cents(entry.cents);
  }
  request.set_publish(entry.publish);
  HALLE_TRY(session, wv::SessionsClient(caller).add(request));
  return session.id();
}

Status come(sdk::Caller& caller, const std::string& session, int members) {
  for (int number = 20; number < 20 + members; ++number) {
    wv::RegisterRequest request;
    request.set_session(session);
    request.set_member(std::to_string(number));
    const auto made = wv::RegistrationsClient(caller).register_(request);
    // A member who is suspended or has left stays at home.
    if (!made && made.error().reason != "workshops.member_inactive" &&
        made.error().code != Code::not_found)
      return made.error();
  }
  return Done{};
}
}  // namespace

Status load_demo_workshops(Program& program, const std::string& host, std::chrono::sys_days today) {
  program.place.organisation = host;
  HALLE_TRY(session, program.for_organisation());
  auto& caller = session->write();
  wv::SetSettingsRequest settings;
  settings.mutable_settings()->set_offer_minutes(24 * 60);
  settings.mutable_settings()->set_last_offer_minutes(2 * 60);
  settings.mutable_settings()->set_free_until_minutes(24 * 60);
  settings.mutable_settings()->set_public_page(true);
  HALLE_TRY(set, wv::WorkshopsClient(caller).set_settings(settings));
  for (const auto& entry :
       {Entry{"Comment mieux manger ?", "alimentation",
              "Composer un repas de saison, équilibré et pas cher. On cuisine, puis on mange "
              "ensemble.",
              6, "18:30", "20:30", "Claire, diététicienne", 6, 4, 0, 9, true},
        Entry{"Comment mieux consommer localement ?", "alimentation",
              "Qui produit quoi autour d'Orléans, et à quel prix juste.", 13, "18:30", "20:00",
              "Les producteurs de la Coopérette", 15, 6, 0, 4, true},
        Entry{"Pain au levain", "savoir-faire",
              "Du levain à la sortie du four. Chacun repart avec sa pâte.", 19, "14:00", "17:00",
              "Ahmed, boulanger", 8, 3, 800, 3, true},
        Entry{
            "Conserves d'hiver", "gaspillage",
            "On met en bocaux ce que les producteurs ont en trop, et chacun repart avec les siens.",
            26, "17:00", "21:00", "", 40, 10, 0, 0, false}}) {
    HALLE_TRY(id, add(caller, today, entry));
    HALLE_CHECK(come(caller, id, entry.members));
  }
  return Done{};
}

}  // namespace halle::cli
