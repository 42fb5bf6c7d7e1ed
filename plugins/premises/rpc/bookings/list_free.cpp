#include "core/sdk/time.hpp"
#include "plugins/premises/domain/free.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/store/bookings.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises {
namespace {
constexpr int most_zones_asked = 20;
constexpr std::chrono::days most_days{31};

/// What decides about bookings of the zone in that range.
Result<Surroundings> surroundings(sdk::Call& call, const Caller& caller, const ZoneTree& zones,
                                  const Uuid& zone, const Span& range) {
  HALLE_TRY(here, rules_here(call, caller, zones, zone, range));
  here.rules.emplace_back();  // what holds everywhere
  const Span held{range.from - longest_preparation, range.until + longest_preparation};
  HALLE_TRY(taken, store::held_times(call, zones.leaves(zone), held));
  return Surroundings{here.rules, here.limits, taken, caller.host.id, call.now()};
}

Status check(const v1::ListFreeRequest& request, const Span& range) {
  if (request.zones_size() > most_zones_asked)
    return bad_field("zones", "premises.too_many_zones", std::to_string(request.zones_size()));
  if (range.until <= range.from) return bad_field("until", "premises.times_reversed");
  if (range.until - range.from > most_days) return bad_field("until", "premises.too_long");
  if (request.minutes() < 1)
    return bad_field("minutes", "premises.too_short", std::to_string(request.minutes()));
  return Done{};
}
}  // namespace

Result<v1::ListFreeReply> Holds::list_free(sdk::Call& call, const v1::ListFreeRequest& request) {
  const Span range{sdk::instant_of(request.from()), sdk::instant_of(request.until())};
  HALLE_CHECK(check(request, range));
  HALLE_TRY(caller, module_caller(call));
  if (!caller.books_for_host) return Error{Code::permission_denied, "halle.not_allowed"};
  HALLE_TRY(zones, store::open_zones(call));
  v1::ListFreeReply reply;
  for (const auto& text : request.zones()) {
    const auto zone = Uuid::parse(text);
    if (!zone || zones.find(*zone) == nullptr) continue;
    HALLE_TRY(around, surroundings(call, caller, zones, *zone, range));
    for (const auto& span : free_spans(range, std::chrono::minutes(request.minutes()), around)) {
      auto& time = *reply.add_times();
      time.set_zone(text);
      sdk::set_timestamp(*time.mutable_from(), span.from);
      sdk::set_timestamp(*time.mutable_until(), span.until);
    }
  }
  return reply;
}

}  // namespace halle::premises
