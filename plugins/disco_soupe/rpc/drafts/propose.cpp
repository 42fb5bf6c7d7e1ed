#include <algorithm>
#include <map>
#include <set>

#include "core/sdk/time.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "plugins/disco_soupe/rpc/drafts/asking.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/store/drafts.hpp"
#include "plugins/disco_soupe/store/lots.hpp"
#include "plugins/disco_soupe/store/settings.hpp"

namespace halle::disco_soupe {
namespace {
/// What is looked at.
struct Given {
  store::SettingRow method;
  std::vector<store::PlaceRow> places;
  std::vector<store::LotRow> lots;
  std::vector<Span> hours;
  std::vector<Able> able;
  std::vector<Window> windows;
  std::vector<Taken> taken;
};

Result<Given> read(sdk::Call& call, int days) {
  Given given;
  HALLE_TRY(method, store::settings(call));
  given.method = method;
  HALLE_TRY(places, store::places(call));
  given.places = std::move(places);
  HALLE_TRY(lots, store::open_lots(call, std::nullopt));
  for (auto& lot : lots)
    if (lot.used_grams < lot.grams) given.lots.push_back(std::move(lot));
  HALLE_TRY(hours, store::hours(call, given.method, days));
  given.hours = std::move(hours);
  HALLE_TRY(taken, store::taken(call));
  given.taken = std::move(taken);
  return given;
}

bool is(const std::optional<Uuid>& skill, const std::string& id) {
  return skill && skill->text() == id;
}

Able able_of(const shifts::v1::Able& member, const store::SettingRow& method) {
  Able able;
  for (const auto& skill : member.skills()) {
    able.hygiene = able.hygiene || is(method.hygiene_skill, skill);
    able.cooking = able.cooking || is(method.cooking_skill, skill);
  }
  for (const auto& busy : member.busy())
    able.busy.push_back({sdk::instant_of(busy.from()), sdk::instant_of(busy.until())});
  for (const auto& lacking : member.lacking()) {
    const Span span{sdk::instant_of(lacking.from()), sdk::instant_of(lacking.until())};
    if (is(method.hygiene_skill, lacking.skill())) able.without_hygiene.push_back(span);
    if (is(method.cooking_skill, lacking.skill())) able.without_cooking.push_back(span);
  }
  return able;
}

/// Those whom the caller knows of.
std::vector<Able> members_told(const v1::ProposeRequest& request) {
  const int count = std::clamp(request.free_members(), 0, most_able);
  return std::vector<Able>(static_cast<std::size_t>(count), Able{true, true, {}});
}

/// Asks shifts which members are able and when they are busy; where it cannot say, counts those
/// whom the caller knows of.
Status ask_members(sdk::Call& call, const v1::ProposeRequest& request, Given& given,
                   v1::ProposeReply& reply) {
  const auto& method = given.method;
  if ((method.hygiene_members > 0 && !method.hygiene_skill) ||
      (method.cooking_members > 0 && !method.cooking_skill) ||
      (!method.hygiene_skill && !method.cooking_skill)) {
    reply.add_missing("disco_soupe.no_skills");
    given.able = members_told(request);
    return Done{};
  }
  shifts::v1::ListAbleRequest asked;
  sdk::set_timestamp(*asked.mutable_from(), given.hours.front().from);
  sdk::set_timestamp(*asked.mutable_until(), given.hours.back().until);
  for (const auto& skill : {method.hygiene_skill, method.cooking_skill})
    if (skill) asked.add_skills(skill->text());
  const auto members = shifts::v1::AvailabilityClient(call).list_able(asked);
  if (!members && is_missing(members.error())) {
    reply.add_missing("disco_soupe.without_shifts");
    given.able = members_told(request);
    return Done{};
  }
  if (!members) return members.error();
  for (const auto& member : members.value().members())
    if (given.able.size() < most_able) given.able.push_back(able_of(member, method));
  return Done{};
}

/// When the zone of each place is free, as premises say; none for a place without a zone.
Result<std::map<std::string, std::vector<Span>>> free_times(sdk::Call& call, const Given& given,
                                                            v1::ProposeReply& reply) {
  std::map<std::string, std::vector<Span>> free;
  std::set<std::string> zones;  // one may be that of several places
  for (const auto& place : given.places)
    if (place.zone_id) zones.insert(place.zone_id->text());
  if (zones.empty()) return free;
  premises::v1::ListFreeRequest asked;
  for (const auto& zone : zones) asked.add_zones(zone);
  sdk::set_timestamp(*asked.mutable_from(), given.hours.front().from);
  sdk::set_timestamp(*asked.mutable_until(), given.hours.back().until);
  asked.set_minutes(static_cast<int>(length_of(given.method).count()));
  const auto times = premises::v1::HoldsClient(call).list_free(asked);
  if (!times && is_missing(times.error())) {
    reply.add_missing("disco_soupe.without_premises");
    for (const auto& zone : asked.zones()) free[zone] = given.hours;
    return free;
  }
  if (!times) return times.error();
  for (const auto& time : times.value().times())
    free[time.zone()].push_back({sdk::instant_of(time.from()), sdk::instant_of(time.until())});
  return free;
}

Status ask_places(sdk::Call& call, Given& given, v1::ProposeReply& reply) {
  HALLE_TRY(free, free_times(call, given, reply));
  for (const auto& place : given.places) {
    const auto spans = place.zone_id ? free[place.zone_id->text()] : given.hours;
    for (const auto& span : common(spans, given.hours))
      given.windows.push_back({place.id, place.persons, span});
  }
  return Done{};
}

std::vector<Lot> lots_of(const Given& given) {
  std::vector<Lot> lots;
  for (const auto& row : given.lots)
    lots.push_back({row.id, row.grams - row.used_grams, row.until});
  return lots;
}

v1::Draft message_of(const Draft& draft, const Given& given) {
  v1::Draft out;
  out.set_place(draft.place.text());
  for (const auto& place : given.places)
    if (place.id == draft.place) out.set_place_name(place.name);
  sdk::set_timestamp(*out.mutable_starts(), draft.span.from);
  sdk::set_timestamp(*out.mutable_ends(), draft.span.until);
  out.set_grams(draft.grams);
  out.set_helpers(draft.helpers);
  out.set_persons(draft.persons);
  out.set_free_members(draft.free.all);
  out.set_free_hygiene(draft.free.hygiene);
  out.set_free_cooking(draft.free.cooking);
  out.set_limit(static_cast<v1::Limit>(draft.limit));
  for (const auto& one : beside(draft.span, given.taken)) out.add_beside(one.id.text());
  const auto cooked = draft.span.from + cooked_after(given.method);
  for (const auto& lot : given.lots) {
    if (lot.until >= cooked)
      out.set_surplus_grams(out.surplus_grams() + lot.grams - lot.used_grams);
    for (const auto& use : draft.uses) {
      if (use.lot != lot.id) continue;
      auto& one = *out.add_uses();
      one.set_lot(lot.id.text());
      one.set_grams(use.grams);
      one.set_product(lot.product);
      one.set_last_day(lot.last_day);
    }
  }
  return out;
}

/// Adds the local times of the drafts.
Status add_local_times(sdk::Call& call, v1::ProposeReply& reply) {
  std::vector<Span> spans;
  for (const auto& draft : reply.drafts())
    spans.push_back({sdk::instant_of(draft.starts()), sdk::instant_of(draft.ends())});
  HALLE_TRY(local, store::local_times(call, spans));
  for (int i = 0; i < reply.drafts_size(); ++i) {
    reply.mutable_drafts(i)->set_local_start(local[static_cast<std::size_t>(i)].starts);
    reply.mutable_drafts(i)->set_local_end(local[static_cast<std::size_t>(i)].ends);
  }
  return Done{};
}
}  // namespace

Result<v1::ProposeReply> Drafts::propose(sdk::Call& call, const v1::ProposeRequest& request) {
  const int days = request.days() == 0 ? most_days : request.days();
  if (days < 1 || days > most_days)
    return bad_field("days", "disco_soupe.bad_setting", std::to_string(request.days()));
  HALLE_TRY(given, read(call, days));
  call.rollback();
  v1::ProposeReply reply;
  if (given.lots.empty()) reply.add_missing("disco_soupe.no_surplus");
  if (given.places.empty()) reply.add_missing("disco_soupe.no_place");
  if (reply.missing_size() > 0) return reply;
  HALLE_CHECK(ask_members(call, request, given, reply));
  HALLE_CHECK(ask_places(call, given, reply));
  for (const auto& draft : disco_soupe::propose(call.now() + notice, lots_of(given), given.windows,
                                                given.able, given.method, given.taken))
    *reply.add_drafts() = message_of(draft, given);
  HALLE_CHECK(add_local_times(call, reply));
  return reply;
}

}  // namespace halle::disco_soupe
