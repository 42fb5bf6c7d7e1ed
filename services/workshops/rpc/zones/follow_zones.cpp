#include "core/sdk/time.hpp"
#include "services/workshops/rpc/helpers/plan_helpers.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/zones/taken_zones.hpp"
#include "services/workshops/store/sessions/zone_holds.hpp"

namespace halle::workshops {
namespace {
/// No call that has taken a zone is still to write its session after so long.
constexpr std::chrono::minutes settled{10};
constexpr int most_at_once = 50;

/// Frees what is held for a session that does not want it.
Status free_in_vain(sdk::Call& call, const Uuid& session) {
  HALLE_TRY(in_vain, store::holds_in_vain(call, session));
  call.rollback();
  if (!in_vain) return Done{};
  const auto freed = free_zone(call, session);
  if (!freed && freed.error().code != Code::unimplemented) return freed.error();
  return Done{};
}
}  // namespace

Result<v1::FollowedReply> Followed::on_session_changed(sdk::Call& call,
                                                       const v1::SessionChanged& event) {
  const auto session = Uuid::parse(event.session());
  if (!session) return v1::FollowedReply{};
  HALLE_CHECK(free_in_vain(call, *session));
  HALLE_CHECK(plan_helpers(call, *session));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_booking_changed(sdk::Call& call,
                                                       const premises::v1::BookingChanged& event) {
  const auto session = Uuid::parse(event.thing());
  const auto zone = Uuid::parse(event.zone());
  if (event.module() != "workshops" || !session || !zone) return v1::FollowedReply{};
  const bool booked = event.state() == premises::v1::BOOKING_STATE_BOOKED;
  if (booked || event.state() == premises::v1::BOOKING_STATE_ASKED)
    store::note_hold(call, {*session, *zone, sdk::instant_of(event.starts()),
                            sdk::instant_of(event.ends()), booked});
  else
    store::note_no_hold(call, *session);
  return v1::FollowedReply{};
}

Result<v1::FreeZonesReply> Sessions::free_zones(sdk::Call& call,
                                                const v1::FreeZonesRequest& /*request*/) {
  const Instant until = call.now() - settled;
  HALLE_TRY(sessions, store::held_in_vain(call, until, most_at_once));
  call.rollback();
  std::vector<Uuid> freed;
  for (const auto& session : sessions) {
    const auto done = free_zone(call, session);
    if (done)
      freed.push_back(session);
    else if (done.error().code == Code::unimplemented)
      break;
    else
      call.log("zone of session " + session.text() + ": " + done.error().reason);
  }
  v1::FreeZonesReply reply;
  reply.set_freed(static_cast<int>(freed.size()));
  if (!freed.empty()) HALLE_CHECK(store::forget_holds(call, freed, until));
  return reply;
}

}  // namespace halle::workshops
