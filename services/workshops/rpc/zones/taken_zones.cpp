#include "services/workshops/rpc/zones/taken_zones.hpp"

#include "core/sdk/time.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "services/workshops/store/sessions/zone_holds.hpp"

namespace halle::workshops {
namespace {
constexpr const char* field = "zone";
constexpr int most_attempts = 6;

Error refusal(Code code, const char* reason, const std::string& value) {
  return {code, reason, {}, {{field, reason, value}}};
}

/// A refusal of premises, as an error of the field `zone`. What is no refusal stays as it is.
Error error_of(const Error& error, const std::string& zone) {
  switch (error.code) {
    case Code::unimplemented:
      return refusal(Code::failed_precondition, "workshops.no_premises", {});
    case Code::permission_denied:
      return refusal(Code::permission_denied, "workshops.zone_not_allowed", {});
    case Code::not_found:
      return zone_unknown(zone);
    case Code::failed_precondition:
    case Code::invalid_argument:
      break;
    default:
      return error;
  }
  if (error.reason != "premises.taken")
    return refusal(Code::failed_precondition, "workshops.zone_refused", error.reason);
  Error taken{Code::failed_precondition, "workshops.zone_taken"};
  for (const auto& one : error.fields) taken.fields.push_back({field, taken.reason, one.value});
  return taken;
}

Result<premises::v1::Hold> get(sdk::Call& call, const Uuid& session) {
  premises::v1::GetHoldRequest request;
  request.set_thing(session.text());
  return premises::v1::HoldsClient(call).get(request);
}

/// Whether the wish is held now.
bool is_held(const Result<premises::v1::Hold>& hold, const ZoneWish& wish) {
  return hold && hold.value().zone() == wish.zone.text() &&
         sdk::instant_of(hold.value().from()) == wish.starts &&
         sdk::instant_of(hold.value().until()) == wish.ends;
}

Result<premises::v1::Hold> ask(sdk::Call& call, const ZoneWish& wish) {
  premises::v1::TakeRequest request;
  request.set_thing(wish.session.text());
  request.set_zone(wish.zone.text());
  sdk::set_timestamp(*request.mutable_from(), wish.starts);
  sdk::set_timestamp(*request.mutable_until(), wish.ends);
  request.set_title(wish.title);
  // A call that is repeated gets the replies of its first time, though what was taken then may be
  // freed since, or finds that it asked for something else then: the next request has another id.
  for (int attempt = 1;; ++attempt) {
    const auto taken = premises::v1::HoldsClient(call).take(request);
    if (!taken && taken.error().reason != "halle.operation_id_reused") return taken.error();
    const auto held = get(call, wish.session);
    if (is_held(held, wish)) return held;
    if (attempt == most_attempts) return Error{Code::unavailable, "workshops.zone_not_held"};
  }
}

Status free_or_take(sdk::Call& call, const std::optional<ZoneWish>& wanted, const Uuid& session) {
  if (!wanted) return free_zone(call, session);
  HALLE_TRY(held, ask(call, *wanted));
  (void)held;
  return Done{};
}
}  // namespace

std::optional<ZoneWish> wish_of(const store::SessionRow& row) {
  if (!row.zone_id || row.state != v1::SESSION_STATE_PUBLISHED) return std::nullopt;
  return ZoneWish{row.id, *row.zone_id, row.starts_at, row.ends_at, row.title};
}

std::optional<ZoneWish> wish_of(const store::SessionValues& values) {
  if (!values.zone_id) return std::nullopt;
  return ZoneWish{values.id, *values.zone_id, values.starts_at, values.ends_at, values.title};
}

Error zone_unknown(const std::string& zone) {
  return not_found(field, "workshops.zone_unknown", zone);
}

Status check_premises(sdk::Call& call, const Uuid& session) {
  call.rollback();
  const auto held = get(call, session);
  if (held || held.error().code == Code::not_found) return Done{};
  return error_of(held.error(), {});
}

Status free_zone(sdk::Call& call, const Uuid& session) {
  premises::v1::FreeRequest request;
  request.set_thing(session.text());
  HALLE_TRY(freed, premises::v1::HoldsClient(call).free(request));
  (void)freed;
  return Done{};
}

Result<std::string> TakenZones::take(const ZoneWish& wish, const std::optional<ZoneWish>& before) {
  call_.rollback();  // premises is asked outside of a transaction
  const auto held = ask(call_, wish);
  if (held && held.value().state() == premises::v1::BOOKING_STATE_BOOKED) {
    steps_.push_back({wish, before});
    return held.value().zone_name();
  }
  const Error error =
      held ? refusal(Code::failed_precondition, "workshops.zone_asks_first", wish.zone.text())
           : error_of(held.error(), wish.zone.text());
  if (held) steps_.push_back({wish, before});  // the request takes the place of what was held
  undo(error);
  return error;
}

void TakenZones::note() {
  for (const auto& [wish, before] : steps_)
    store::note_hold(call_, {wish.session, wish.zone, wish.starts, wish.ends, true});
}

void TakenZones::undo(const Error& why) {
  // The same call has succeeded elsewhere, and what it took is in use.
  if (why.reason == "halle.operation_known") return;
  for (const auto& step : steps_) restore(step);
  steps_.clear();
}

void TakenZones::restore(const Step& step) {
  auto wanted = step.before;
  call_.rollback();
  // Another call may have written the session meanwhile.
  if (const auto row = store::session(call_, step.wish.session)) wanted = wish_of(row.value());
  call_.rollback();
  const auto done = free_or_take(call_, wanted, step.wish.session);
  if (!done) call_.log("zone of session " + step.wish.session.text() + ": " + done.error().reason);
}

}  // namespace halle::workshops
