#include "clients/cli/demo/demo_disco_soupe.hpp"

#include "core/base/time/day.hpp"
#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"

namespace halle::cli {
namespace {
namespace dv = disco_soupe::v1;
namespace mv = membership::v1;

constexpr int first_cook = 31;
constexpr int last_cook = 36;

/// Adds a skill that some members have; returns its id.
Result<std::string> add_skill(sdk::Caller& caller, const std::string& name) {
  mv::SkillsClient skills(caller);
  mv::SetSkillRequest request;
  request.mutable_skill()->set_name(name);
  HALLE_TRY(all, skills.set(request));
  std::string id;
  for (const auto& skill : all.skills())
    if (skill.name() == name) id = skill.id();
  for (int number = first_cook; number <= last_cook; ++number) {
    mv::GrantSkillRequest grant;
    grant.set_number(std::to_string(number));
    grant.set_skill(id);
    HALLE_TRY(granted, skills.grant(grant));
  }
  return id;
}

Status set_settings(sdk::Caller& caller) {
  HALLE_TRY(hygiene, add_skill(caller, "Hygiène"));
  HALLE_TRY(cooking, add_skill(caller, "Cuisine collective"));
  HALLE_TRY(zones, premises::v1::ZonesClient(caller).list({}));
  dv::SettingsClient settings(caller);
  HALLE_TRY(usual, settings.get({}));
  dv::SetSettingsRequest request;
  *request.mutable_settings() = usual;
  request.mutable_settings()->set_hygiene_skill(hygiene);
  request.mutable_settings()->set_cooking_skill(cooking);
  for (const auto& zone : zones.zones()) {
    if (zone.name() != "Cuisine") continue;
    auto& place = *request.mutable_settings()->add_places();
    place.set_name(zone.name());
    place.set_zone(zone.id());
    place.set_persons(40);
  }
  HALLE_TRY(set, settings.set(request));
  return Done{};
}

Status tell(sdk::Caller& caller, std::chrono::sys_days today, const char* product,
            std::int64_t grams, int days) {
  dv::TellRequest request;
  request.set_product(product);
  request.set_grams(grams);
  request.set_last_day(day_text(today + std::chrono::days(days)));
  HALLE_TRY(lot, dv::SurplusClient(caller).tell(request));
  return Done{};
}

/// Makes the best disco soupe of what is there.
Status make_best(sdk::Caller& caller) {
  dv::DraftsClient drafts(caller);
  HALLE_TRY(reply, drafts.propose({}));
  if (reply.drafts_size() == 0) return Done{};  // all is booked
  const auto& best = reply.drafts(0);
  dv::MakeRequest request;
  request.set_place(best.place());
  *request.mutable_starts() = best.starts();
  *request.mutable_uses() = best.uses();
  request.set_helpers(best.helpers());
  *request.mutable_ends() = best.ends();
  *request.mutable_beside() = best.beside();
  HALLE_TRY(made, drafts.make(request));
  return Done{};
}
}  // namespace

Status load_demo_disco_soupe(Program& program, const std::string& host,
                             std::chrono::sys_days today) {
  program.place.organisation = host;
  HALLE_TRY(session, program.for_organisation());
  auto& caller = session->write();
  HALLE_CHECK(set_settings(caller));
  HALLE_CHECK(tell(caller, today, "Poireaux", 9000, 4));
  HALLE_CHECK(tell(caller, today, "Pommes de terre", 7000, 12));
  HALLE_CHECK(make_best(caller));
  HALLE_CHECK(tell(caller, today, "Carottes", 12'000, 9));
  HALLE_CHECK(tell(caller, today, "Potimarrons", 6500, 20));
  return Done{};
}

}  // namespace halle::cli
