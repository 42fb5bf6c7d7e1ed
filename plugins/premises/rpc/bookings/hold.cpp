#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace halle::premises {
namespace {
constexpr std::size_t longest_thing = 100;
constexpr std::chrono::days most_days{15};

/// The calling module's thing of that id.
Result<store::Thing> thing_of(const sdk::Call& call, const std::string& id) {
  if (id.empty() || !is_utf8(id) || !is_plain_text(id, longest_thing))
    return bad_field("thing", "premises.bad_thing", id);
  return store::Thing{std::string(call.module()), id};
}

/// Queues: one call after the other concerns the thing.
void lock(sdk::Call& call, const store::Thing& thing) {
  call.lock("premises.thing", call.organisation().text() + thing.module + "/" + thing.id);
}

Error not_allowed() {
  return {Code::permission_denied, "halle.not_allowed"};
}

v1::Hold message_of(const store::BookingRow& row, const std::string& thing) {
  v1::Hold out;
  out.set_thing(thing);
  out.set_booking(row.id.text());
  out.set_zone(row.zone_id.text());
  out.set_zone_name(row.zone_name);
  sdk::set_timestamp(*out.mutable_from(), row.starts_at);
  sdk::set_timestamp(*out.mutable_until(), row.ends_at);
  out.set_state(row.state);
  return out;
}

bool is_as_wanted(const store::BookingRow& row, const Wanted& wanted) {
  return row.zone_id.text() == wanted.zone && row.title == trim(wanted.title) &&
         Span{row.starts_at, row.ends_at} == wanted.span;
}
}  // namespace

Result<v1::Hold> Holds::take(sdk::Call& call, const v1::TakeRequest& request) {
  HALLE_CHECK(check_title(request.title()));
  HALLE_TRY(thing, thing_of(call, request.thing()));
  const Span span{sdk::instant_of(request.from()), sdk::instant_of(request.until())};
  for (const auto& [field, at] : {std::pair{"from", span.from}, std::pair{"until", span.until}})
    if (std::chrono::floor<std::chrono::minutes>(at) != at)
      return bad_field(field, "premises.bad_time");
  if (span.until <= span.from) return bad_field("until", "premises.times_reversed");
  if (span.until - span.from > most_days) return bad_field("until", "premises.too_long");
  HALLE_TRY(caller, module_caller(call));
  if (!caller.books_for_host) return not_allowed();
  Wanted wanted{request.zone(), span, caller.host, request.title(), thing, {}};
  lock(call, thing);
  HALLE_TRY(known, store::booking_for(call, thing));
  if (known && holds(*known, call.now())) {
    if (is_as_wanted(*known, wanted)) return message_of(*known, thing.id);
    wanted.booking = known->id;
  }
  HALLE_TRY(taken, place(call, caller, wanted));
  return message_of(taken, thing.id);
}

Result<v1::FreeReply> Holds::free(sdk::Call& call, const v1::FreeRequest& request) {
  HALLE_TRY(thing, thing_of(call, request.thing()));
  if (!call.allowed("premises.booking.write_host")) return not_allowed();
  lock(call, thing);
  HALLE_TRY(known, store::booking_for(call, thing));
  if (!known) return v1::FreeReply{};
  HALLE_TRY(booking, store::lock_booking(call, known->id.text()));
  if (!holds(booking, call.now())) return v1::FreeReply{};
  HALLE_TRY(freed, free_or_end(call, booking, false));
  (void)freed;  // what is over stays as it was
  return v1::FreeReply{};
}

Result<v1::Hold> Holds::get(sdk::Call& call, const v1::GetHoldRequest& request) {
  HALLE_TRY(thing, thing_of(call, request.thing()));
  HALLE_TRY(known, store::booking_for(call, thing));
  if (!known || !holds(*known, call.now()))
    return not_found("thing", "premises.thing_unknown", thing.id);
  return message_of(*known, thing.id);
}

}  // namespace halle::premises
