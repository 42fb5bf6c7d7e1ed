#include "core/sdk/time.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/offers.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/plan.hpp"

namespace halle::shifts {

Result<v1::AskReply> Bookings::ask(sdk::Call& call, const v1::AskRequest& /*request*/) {
  const std::string zone = call.zone();
  HALLE_TRY(settings, store::settings(call, zone));
  HALLE_TRY(shifts, store::short_shifts(call));
  v1::AskReply reply;
  ToldByShift told;
  for (const auto& shift : shifts) {
    if (shift.to_ask <= 0) continue;
    HALLE_TRY(asked, store::ask_members(call, shift, settings.ask_limit()));
    for (const auto& one : asked) {
      v1::SeatOffered event;
      event.set_member(one.member_id.text());
      event.set_number(one.number);
      event.mutable_key()->set_template_(shift.template_id.text());
      event.mutable_key()->set_day(shift.day);
      event.set_title(one.title);
      sdk::set_timestamp(*event.mutable_starts_at(), one.starts_at);
      call.emit(event, event.member());
      add_told(told, {shift.template_id, shift.day}, one.starts_at, one.number);
    }
    reply.set_asked(reply.asked() + static_cast<int>(asked.size()));
  }
  tell(call, notice::seat_offered, told);
  if (reply.asked() == 0) call.rollback();  // nothing happened: leaves no trace
  return reply;
}

Result<v1::DeclineReply> Bookings::decline(sdk::Call& call, const v1::DeclineRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(asked, store::decline(call, key, request.member()));
  if (!asked) return Error{Code::failed_precondition, "shifts.not_asked"};
  return v1::DeclineReply{};
}

}  // namespace halle::shifts
