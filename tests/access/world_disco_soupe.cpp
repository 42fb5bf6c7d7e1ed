// The disco soupes of the world of the access matrix.
#include "core/sdk/time.hpp"
#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "tests/access/world.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace dv = disco_soupe::v1;

std::string tell(sdk::Caller& staff, const std::string& product) {
  dv::TellRequest request;
  request.set_product(product);
  request.set_grams(4000);
  request.set_last_day("2026-12-30");
  return must(dv::SurplusClient(staff).tell(request)).id();
}

/// A disco soupe with that lot at noon of a day in December.
std::string make(sdk::Caller& staff, const std::string& place, const std::string& lot,
                 const std::string& day) {
  dv::MakeRequest request;
  request.set_place(place);
  sdk::set_timestamp(*request.mutable_starts(), *parse_instant(day + " 11:00:00Z"));
  sdk::set_timestamp(*request.mutable_ends(), *parse_instant(day + " 15:00:00Z"));
  auto& use = *request.add_uses();
  use.set_lot(lot);
  use.set_grams(4000);
  request.set_helpers(2);
  return must(dv::DraftsClient(staff).make(request)).id();
}
}  // namespace

/// A place `kitchen` without a zone, surplus `lot` that nothing uses, a disco soupe `draft` to
/// come, one that is over, `cooked`, and a page of a `grower`.
void World::fill_disco_soupe(sdk::Caller& staff, Names& names) {
  dv::SettingsClient settings(staff);
  dv::SetSettingsRequest set;
  *set.mutable_settings() = must(settings.get({}));
  auto& place = *set.mutable_settings()->add_places();
  place.set_name("Cuisine");
  place.set_persons(40);
  names["kitchen"] = must(settings.set(set)).places(0).id();
  names["lot"] = tell(staff, "Poireaux");
  names["draft"] = make(staff, names["kitchen"], tell(staff, "Carottes"), "2026-12-02");
  names["cooked"] = make(staff, names["kitchen"], tell(staff, "Navets"), "2026-12-03");
  installation.sql(
      "UPDATE disco_soupe.draft SET starts_at = '2026-11-20 11:00Z', ends_at = '2026-11-20 15:00Z' "
      "WHERE id = '" +
      names["cooked"] + "'");
  dv::OpenLinkRequest open;
  open.set_name("Ferme des Tilleuls");
  const auto link = must(dv::GrowersClient(staff).open_link(open));
  names["grower"] = link.link().id();
  names["grower_key"] = link.path().substr(link.path().rfind('/') + 1);
}

}  // namespace halle::test
