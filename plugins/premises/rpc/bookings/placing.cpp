#include "plugins/premises/rpc/bookings/placing.hpp"

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/store/rules.hpp"
#include "plugins/premises/store/shares.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises {
namespace {
constexpr std::size_t longest_title = 120;
constexpr std::chrono::days most_days{15};
constexpr int most_requests = 20;  // of an association

Error refused(std::vector<FieldViolation> fields) {
  return {Code::failed_precondition, fields.at(0).reason, {}, std::move(fields)};
}

/// A zone with what its booking touches.
struct Place : RulesHere {
  Uuid zone;
  std::vector<Uuid> leaves;
};

Result<Place> place_of(sdk::Call& call, const Caller& caller, const Wanted& wanted) {
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(zone, store::zone_of(zones, "zone", wanted.zone));
  HALLE_TRY(here, rules_here(call, caller, zones, zone, wanted.span));
  Place place{std::move(here), zone, zones.leaves(zone)};
  place.rules.emplace_back();  // what holds everywhere
  return place;
}

/// Until when a request for these rules waits for its answer; empty if it is booked at once.
std::optional<Instant> answer_until(const Place& place, const Caller& caller, const Span& span,
                                    Instant now) {
  const int hours = caller.manages ? 0 : answer_hours(place.rules);
  if (hours == 0) return std::nullopt;
  return std::min<Instant>(now + std::chrono::hours(hours), span.from);
}

/// Frees what is in the way without a right to be: requests that were not answered in time, which
/// hold one of the leaves or part of the association's share, and what the booking held before.
/// Returns the booking as it was.
Result<std::optional<store::BookingRow>> make_way(sdk::Call& call, const Place& place,
                                                  const Wanted& wanted) {
  HALLE_TRY(found,
            store::lock_in_the_way(call, place.leaves, wanted.association.id, wanted.booking));
  std::vector<store::BookingRow> overdue;
  for (auto& row : found)
    if (row.id != wanted.booking) overdue.push_back(std::move(row));
  HALLE_CHECK(expire(call, overdue));
  std::optional<store::BookingRow> before;
  for (auto& row : found)
    if (row.id == wanted.booking) {
      HALLE_CHECK(check_open(row, call.now()));
      store::release(call, row.id);
      before = std::move(row);
    }
  return before;
}

/// A move that would have to be asked for: what was granted stays booked within what it holds, and
/// is not given up for a request.
Status keep_granted(const store::BookingRow& before, store::NewBooking& booking) {
  if (!booking.answer_until || before.state != v1::BOOKING_STATE_BOOKED) return Done{};
  if (booking.zone != before.zone_id || booking.held.from < before.held_from ||
      booking.held.until > before.held_until)
    return refused({{"from", "premises.ask_anew", {}}});
  booking.answer_until.reset();
  return Done{};
}

Status check_free(sdk::Call& call, const Place& place, const Span& held) {
  HALLE_TRY(taken, store::taken(call, place.leaves, held));
  if (taken.empty()) return Done{};
  std::vector<FieldViolation> fields;
  for (const auto& one : taken)
    fields.push_back({"from", "premises.taken", one.held_from + "/" + one.held_until});
  return refused(std::move(fields));
}

Status check_requests(sdk::Call& call, const store::NewBooking& booking) {
  if (!booking.answer_until) return Done{};
  HALLE_TRY(others, store::count_requests(call, booking.association, booking.id));
  if (others >= most_requests) return refused({{"from", "premises.too_many_requests", {}}});
  return Done{};
}

/// Counts the booking towards the partner's shares; returns the zones whose rules limit them.
Result<std::vector<Uuid>> charge(sdk::Call& call, const Place& place,
                                 const store::NewBooking& booking) {
  std::vector<store::Charge> charges;
  std::vector<Uuid> zones;
  if (booking.association == call.organisation()) return zones;
  for (std::size_t i = 0; i < place.zones.size(); ++i) {
    const auto most = place.rules[i].limits.share_minutes;
    if (most == 0) continue;
    charges.push_back({place.zones[i], most});
    zones.push_back(place.zones[i]);
  }
  HALLE_TRY(fits,
            store::charge(call, booking.association, booking.span.from, booking.minutes, charges));
  if (!fits) return refused({{"until", "premises.share_used_up", {}}});
  return zones;
}
}  // namespace

Result<RulesHere> rules_here(sdk::Call& call, const Caller& caller, const ZoneTree& zones,
                             const Uuid& zone, const Span& span) {
  RulesHere here;
  here.zones = zones.rules_for(zone);
  HALLE_TRY(rules, store::rules_around(call, here.zones, span));
  here.rules = std::move(rules);
  for (auto& rule : here.rules)
    std::erase_if(rule.priority, [&](const Priority& one) {
      return !caller.has_time(one.association, one.span.from);
    });
  const auto own = zones.rules_of(zone);
  for (std::size_t i = 0; own && i < here.zones.size(); ++i)
    if (here.zones[i] == *own) here.limits = here.rules[i].limits;
  return here;
}

Result<store::BookingRow> place(sdk::Call& call, const Caller& caller, const Wanted& wanted) {
  store::lock_zones_shared(call);
  HALLE_TRY(place, place_of(call, caller, wanted));
  const auto& span = wanted.span;
  const Span held_span = held(span, place.limits);
  const auto& association = wanted.association;
  if (auto broken = broken_rules({span, held_span, call.now(), association.id, association.until},
                                 place.rules);
      !broken.empty())
    return refused(std::move(broken));
  store::NewBooking booking{wanted.booking.value_or(call.new_id()),
                            place.zone,
                            association.id,
                            trim(wanted.title),
                            wanted.thing,
                            span,
                            held_span,
                            answer_until(place, caller, span, call.now()),
                            minutes_of(held_span),
                            wanted.booking && !caller.acts(association.id)};
  if (booking.answer_until) store::lock_requests(call, association.id);
  store::lock_leaves(call, place.leaves);
  HALLE_TRY(before, make_way(call, place, wanted));
  if (before) HALLE_CHECK(keep_granted(*before, booking));
  HALLE_CHECK(check_requests(call, booking));
  HALLE_CHECK(check_free(call, place, booking.held));
  HALLE_TRY(charged, charge(call, place, booking));
  HALLE_CHECK(store::put(call, booking, place.leaves, charged));
  HALLE_TRY(placed, store::booking(call, booking.id));
  emit_changed(call, placed, placed.state);
  return placed;
}

Status check_open(const store::BookingRow& booking, Instant now) {
  if (!holds(booking, now)) return Error{Code::failed_precondition, "premises.booking_over"};
  if (booking.starts_at <= now) return Error{Code::failed_precondition, "premises.booking_begun"};
  return Done{};
}

Result<bool> free_or_end(sdk::Call& call, const store::BookingRow& booking, bool decided) {
  if (booking.starts_at > call.now()) {
    HALLE_CHECK(store::free(call, {booking.id}, v1::BOOKING_STATE_CANCELLED, decided));
  } else {
    const auto end = early_end(booking, call.now());
    if (!end) return false;
    HALLE_CHECK(store::end_early(call, booking.id, *end, minutes_of({booking.held_from, *end})));
  }
  HALLE_TRY(freed, store::booking(call, booking.id));
  emit_changed(call, freed, freed.state);
  return true;
}

Status free_overdue(sdk::Call& call, const std::vector<Uuid>& leaves) {
  HALLE_TRY(overdue, store::lock_in_the_way(call, leaves, std::nullopt, std::nullopt));
  return expire(call, overdue);
}

Status expire(sdk::Call& call, const std::vector<store::BookingRow>& requests) {
  if (requests.empty()) return Done{};
  std::vector<Uuid> ids;
  for (const auto& request : requests) ids.push_back(request.id);
  HALLE_CHECK(store::free(call, ids, v1::BOOKING_STATE_EXPIRED, true));
  for (const auto& request : requests) emit_changed(call, request, v1::BOOKING_STATE_EXPIRED);
  return Done{};
}

Status check_title(const std::string& title) {
  if (!is_utf8(title) || !is_plain_text(title, longest_title))
    return bad_field("title", "premises.bad_title");
  return Done{};
}

Result<Span> read_span(sdk::Call& call, const std::string& from, const std::string& until) {
  if (!is_local_time(from)) return bad_field("from", "premises.bad_time", from);
  if (!is_local_time(until)) return bad_field("until", "premises.bad_time", until);
  const auto length = *read_day(until.substr(0, 10)) - *read_day(from.substr(0, 10));
  if (length < std::chrono::days(0)) return bad_field("until", "premises.times_reversed", until);
  if (length > most_days) return bad_field("until", "premises.too_long", until);
  HALLE_TRY(times, store::times_of(call, from, until));
  if (!times.from_exists) return bad_field("from", "premises.no_such_time", from);
  if (!times.until_exists) return bad_field("until", "premises.no_such_time", until);
  if (times.ends <= times.begins) return bad_field("until", "premises.times_reversed", until);
  return Span{times.begins, times.ends};
}

}  // namespace halle::premises
