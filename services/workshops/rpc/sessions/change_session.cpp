#include "core/base/text/text.hpp"
#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/rpc/notices/tell.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/sessions/session_messages.hpp"
#include "services/workshops/rpc/zones/taken_zones.hpp"
#include "services/workshops/store/people/members.hpp"

namespace halle::workshops {
namespace {
constexpr std::size_t longest_reason = 200;

/// The session, if it can be changed. Errors: `workshops.cancelled`, `workshops.begun`.
Result<store::SessionRow> changeable(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(row, store::session(call, id));
  if (row.state == v1::SESSION_STATE_CANCELLED)
    return Error{Code::failed_precondition, "workshops.cancelled"};
  if (row.starts_at <= call.now()) return Error{Code::failed_precondition, "workshops.begun"};
  return row;
}

/// The same under a lock.
Result<store::SessionRow> lock_changeable(sdk::Call& call, const Uuid& id) {
  store::lock_session(call, id);
  return changeable(call, id);
}

/// The same, as it was seen before its zone was taken. Error `workshops.changed_meanwhile`.
Result<store::SessionRow> lock_unchanged(sdk::Call& call, const store::SessionRow& seen) {
  HALLE_TRY(row, lock_changeable(call, seen.id));
  if (row.sequence != seen.sequence) return Error{Code::aborted, "workshops.changed_meanwhile"};
  return row;
}

Error too_small(int capacity) {
  Error error = bad_field("capacity", "workshops.places_taken", std::to_string(capacity));
  error.code = Code::failed_precondition;
  return error;
}

/// Whether participants have to know of the change.
bool is_move(const store::SessionRow& before, const store::SessionValues& after) {
  return before.starts_at != after.starts_at || before.ends_at != after.ends_at ||
         before.place != after.place;
}

/// The reply, with the state of now.
Result<v1::Session> reply(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(row, store::session(call, id));
  return message_of(row);
}

/// Offers would have ended before now: their groups go back to the list, and take a free place by
/// themselves.
Status withdraw_offers(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(back, store::withdraw_offers(call, id));
  for (const auto& one : back) emit_changed(call, one);
  return Done{};
}

/// Whether the session holds that, so that it need not be taken.
bool holds(const store::SessionRow& seen, const ZoneWish& wish) {
  return seen.zone_held && wish_of(seen) == wish;
}

/// The zone of the session, if it has one, is held if it is published. Outside of a transaction.
Status take_zone(sdk::Call& call, TakenZones& zones, const store::SessionRow& seen,
                 store::SessionValues& after) {
  const auto wish = wish_of(after);
  if (!wish || holds(seen, *wish)) return Done{};
  if (seen.state == v1::SESSION_STATE_PUBLISHED) {
    HALLE_TRY(name, zones.take(*wish, wish_of(seen)));
    after.zone_name = name;
    return Done{};
  }
  return seen.zone_id == after.zone_id ? Status(Done{}) : check_premises(call, seen.id);
}

/// Writes what the session is to be, and what it has taken.
Result<v1::Session> write(sdk::Call& call, TakenZones& zones, const store::SessionRow& seen,
                          const store::SessionValues& after) {
  HALLE_TRY(before, lock_unchanged(call, seen));
  if (after.capacity < before.taken) return too_small(after.capacity);
  const auto offers_end = after.starts_at - (before.starts_at - before.offers_end);
  zones.note();
  if (offers_end <= call.now()) HALLE_CHECK(withdraw_offers(call, after.id));
  HALLE_CHECK(store::update_session(call, after, offers_end));
  HALLE_CHECK(hold(call, after.id));
  if (before.state == v1::SESSION_STATE_PUBLISHED) {
    emit_changed(call, after.id, before.state, after.starts_at);
    if (is_move(before, after))
      HALLE_CHECK(tell_moved(call, after.id, after.leaders, after.starts_at));
  }
  return reply(call, after.id);
}

/// Publishes the session, if it is a draft. `zone_name`: of the zone that it holds now.
Result<v1::Session> publish_seen(sdk::Call& call, TakenZones& zones, const store::SessionRow& seen,
                                 const std::string& zone_name) {
  HALLE_TRY(row, lock_unchanged(call, seen));
  zones.note();
  if (zone_name != row.zone_name) store::set_zone_name(call, row.id, zone_name);
  if (row.state == v1::SESSION_STATE_DRAFT) {
    HALLE_CHECK(store::set_state(call, row.id, v1::SESSION_STATE_PUBLISHED, ""));
    emit_changed(call, row.id, v1::SESSION_STATE_PUBLISHED, row.starts_at);
  } else if (row.helpers > 0 && !row.helpers_planned) {
    emit_changed(call, row.id, row.state, row.starts_at);  // asks shifts again
  }
  return reply(call, row.id);
}
}  // namespace

Result<v1::Session> Sessions::change(sdk::Call& call, const v1::ChangeSessionRequest& request) {
  HALLE_TRY(id, store::session_id(request.session()));
  const auto& leaders = request.details().leaders();
  HALLE_CHECK(store::know(call, {leaders.begin(), leaders.end()}));
  HALLE_TRY(seen, changeable(call, id));
  auto details = request.details();
  details.set_workshop(seen.workshop_id.text());
  HALLE_TRY(after, read_details(call, details));
  after.id = id;
  TakenZones zones(call);
  HALLE_CHECK(take_zone(call, zones, seen, after));
  return zones.settle(write(call, zones, seen, after));
}

Result<v1::Session> Sessions::publish(sdk::Call& call, const v1::PublishSessionRequest& request) {
  HALLE_TRY(id, store::session_id(request.session()));
  HALLE_TRY(seen, changeable(call, id));
  TakenZones zones(call);
  auto published = seen;
  published.state = v1::SESSION_STATE_PUBLISHED;
  if (const auto wish = wish_of(published); wish && !holds(seen, *wish)) {
    HALLE_TRY(name, zones.take(*wish, wish_of(seen)));
    published.zone_name = name;
  }
  return zones.settle(publish_seen(call, zones, seen, published.zone_name));
}

Result<v1::Session> Sessions::cancel(sdk::Call& call, const v1::CancelSessionRequest& request) {
  HALLE_TRY(id, store::session_id(request.session()));
  HALLE_CHECK(check_line("reason", request.reason(), longest_reason, "workshops.bad_text"));
  HALLE_TRY(row, lock_changeable(call, id));
  HALLE_CHECK(store::set_state(call, id, v1::SESSION_STATE_CANCELLED, trim(request.reason())));
  HALLE_TRY(ended, store::end_all(call, id));
  emit_changed(call, id, v1::SESSION_STATE_CANCELLED, row.starts_at);
  for (const auto& one : ended) emit_changed(call, one);
  HALLE_TRY(owing, store::owing(call, id));
  for (auto& one : owing) HALLE_CHECK(owe(call, one, 0));
  if (!row.was_published) return reply(call, id);  // of a draft nothing was known
  tell(call, notice::called_off, ended, row.starts_at);
  tell_leaders(call, notice::led_called_off, {id, row.leaders, row.starts_at}, ended);
  return reply(call, id);
}

}  // namespace halle::workshops
