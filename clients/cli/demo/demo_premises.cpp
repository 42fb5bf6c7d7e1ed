#include "clients/cli/demo/demo_premises.hpp"

#include <algorithm>

#include "core/base/time/day.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"

namespace halle::cli {
namespace {
namespace pv = premises::v1;

Result<std::string> add_zone(sdk::Caller& caller, const std::string& name, const std::string& whole,
                             const std::optional<pv::Rules>& rules) {
  pv::AddZoneRequest request;
  request.set_name(name);
  request.set_whole(whole);
  if (rules) *request.mutable_rules() = *rules;
  HALLE_TRY(zone, pv::ZonesClient(caller).add(request));
  return zone.id();
}

Status let_in(sdk::Caller& caller, const std::string& partner) {
  hub::v1::LetPartnerRequest request;
  request.set_partner(partner);
  HALLE_TRY(let, hub::v1::PartnershipsClient(caller).let(request));
  return Done{};
}

/// Open every day from 8 to 22; setting up takes a quarter of an hour, and so does clearing away.
pv::Rules rules_of_local() {
  pv::Rules rules;
  for (int weekday = 1; weekday <= 7; ++weekday) {
    auto& hours = *rules.add_opening();
    hours.set_weekday(weekday);
    hours.set_from("08:00");
    hours.set_until("22:00");
  }
  rules.set_setup_minutes(15);
  rules.set_clearing_minutes(15);
  rules.set_horizon_days(120);
  rules.set_longest_minutes(480);
  rules.set_share_minutes(200 * 60);
  return rules;
}

/// The same for the shop, on Saturdays kept for the host until three days before.
pv::Rules rules_of_shop(const std::string& host) {
  auto rules = rules_of_local();
  auto& kept = *rules.add_priority();
  kept.mutable_hours()->set_weekday(6);
  kept.mutable_hours()->set_from("09:00");
  kept.mutable_hours()->set_until("13:00");
  kept.set_association(host);
  kept.set_days(3);
  return rules;
}

/// The same for the large room, which partners ask for.
pv::Rules rules_of_room() {
  auto rules = rules_of_local();
  rules.set_answer_hours(72);
  return rules;
}

struct Entry {
  const std::string& zone;
  const char* association;
  int weekday;  // 1 Monday
  const char* from;
  const char* until;
  const char* title;
};

/// The Monday of the week in which all entries can still be booked: that of `today`, or the next.
std::chrono::sys_days week_of(const std::vector<Entry>& entries, std::chrono::sys_days today) {
  const auto monday = today - (std::chrono::weekday(today) - std::chrono::Monday);
  const bool past = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return monday + std::chrono::days(entry.weekday - 1) <= today;
  });
  return past ? monday + std::chrono::weeks(1) : monday;
}

Status book(sdk::Caller& caller, std::chrono::sys_days monday, const Entry& entry) {
  const auto day = monday + std::chrono::days(entry.weekday - 1);
  pv::BookRequest request;
  request.set_zone(entry.zone);
  request.set_association(entry.association);
  request.set_from(day_text(day) + "T" + entry.from);
  request.set_until(day_text(day) + "T" + entry.until);
  request.set_title(entry.title);
  HALLE_TRY(booked, pv::BookingsClient(caller).book(request));
  return Done{};
}
}  // namespace

Status load_demo_premises(Program& program, const std::string& host, std::chrono::sys_days today) {
  program.place.organisation = host;
  HALLE_TRY(session, program.for_organisation());
  auto& caller = session->write();
  HALLE_TRY(local, add_zone(caller, "Local (80 m²)", "", rules_of_local()));
  HALLE_TRY(shop, add_zone(caller, "Boutique (35 m²)", local, rules_of_shop(host)));
  HALLE_TRY(kitchen, add_zone(caller, "Cuisine", local, std::nullopt));
  HALLE_TRY(room, add_zone(caller, "Salle", local, rules_of_room()));
  HALLE_CHECK(let_in(caller, "artisans"));
  HALLE_CHECK(let_in(caller, "ressourcerie"));
  const std::vector<Entry> entries{
      Entry{shop, "cooperette", 3, "16:30", "19:30", "Distribution des paniers"},
      Entry{shop, "cooperette", 6, "09:00", "13:00", "Ouverture de l'épicerie"},
      Entry{room, "ressourcerie", 2, "14:00", "17:00", "Atelier de réparation"},
      Entry{room, "ressourcerie", 5, "18:00", "20:00", "Réunion des bénévoles"},
      Entry{kitchen, "artisans", 4, "10:00", "12:00", "Dégustation de café"},
      Entry{local, "artisans", 7, "10:00", "17:00", "Marché équitable"}};
  const auto monday = week_of(entries, today);
  for (const auto& entry : entries) HALLE_CHECK(book(caller, monday, entry));
  return Done{};
}

}  // namespace halle::cli
