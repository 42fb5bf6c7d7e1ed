#include "core/sdk/time.hpp"
#include "plugins/disco_soupe/rpc/drafts/asking.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"

namespace halle::disco_soupe {
namespace {
bool holds(premises::v1::BookingState state) {
  return state == premises::v1::BOOKING_STATE_BOOKED || state == premises::v1::BOOKING_STATE_ASKED;
}
}  // namespace

Result<v1::FollowedReply> Followed::on_booking_changed(sdk::Call& call,
                                                       const premises::v1::BookingChanged& event) {
  const auto id = Uuid::parse(event.thing());
  if (event.module() != "disco_soupe" || !id) return v1::FollowedReply{};
  const auto draft = store::draft(call, *id);
  if (!draft && draft.error().reason == "disco_soupe.draft_unknown") return v1::FollowedReply{};
  if (!draft) return draft.error();
  call.rollback();
  // The event may be older than what has become of the place since.
  auto answer = check_place(call, draft.value());
  if (answer.reason == no_module) {  // disabled since: the event is the last that is known
    if (holds(event.state())) return v1::FollowedReply{};
    answer = {v1::PART_STATE_FAILED, "disco_soupe.place_refused"};
  }
  if (answer.state == v1::PART_STATE_ASKED && !answer.reason.empty())
    return Error{Code::unavailable, answer.reason};
  HALLE_CHECK(store::answer_place(call, *id, answer.state, answer.reason));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_session_changed(sdk::Call& call,
                                                       const workshops::v1::SessionChanged& event) {
  HALLE_TRY(id, store::draft_of_session(call, event.session()));
  if (!id) return v1::FollowedReply{};
  store::lock_draft(call, *id);
  HALLE_TRY(draft, store::draft(call, *id));
  if (event.state() == workshops::v1::SESSION_STATE_CANCELLED && !draft.undone &&
      draft.starts_at > call.now()) {
    store::end(call, *id, "");  // the job frees the rest
    return v1::FollowedReply{};
  }
  const auto answer = state_of_session(event.state(), sdk::instant_of(event.starts()), draft);
  HALLE_CHECK(store::answer_session(call, *id, answer.state, answer.reason));
  return v1::FollowedReply{};
}

}  // namespace halle::disco_soupe
