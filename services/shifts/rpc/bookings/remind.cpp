#include "core/sdk/time.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"

namespace halle::shifts {

Result<v1::RemindReply> Bookings::remind(sdk::Call& call, const v1::RemindRequest& /*request*/) {
  HALLE_TRY(reminded, store::remind(call));
  v1::RemindReply reply;
  reply.set_reminded(static_cast<int>(reminded.size()));
  if (reminded.empty()) call.rollback();  // nothing happened: leaves no trace
  ToldByShift told;
  for (const auto& one : reminded) {
    v1::ReminderDue event;
    event.set_member(one.member_id.text());
    event.set_number(one.number);
    event.mutable_key()->set_template_(one.template_id.text());
    event.mutable_key()->set_day(one.day);
    event.set_title(one.title);
    event.set_place(one.place);
    sdk::set_timestamp(*event.mutable_starts_at(), one.starts_at);
    call.emit(event, event.member());
    add_told(told, {one.template_id, one.day}, one.starts_at, one.number);
  }
  tell(call, notice::seat_reminder, told);
  return reply;
}

}  // namespace halle::shifts
