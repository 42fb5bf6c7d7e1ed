#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"

namespace halle::shifts {

Result<v1::RemindReply> Bookings::remind(sdk::Call& call, const v1::RemindRequest& /*request*/) {
  HALLE_TRY(rows, call.query(R"(
      UPDATE shifts.booking b SET reminded_at = $2 FROM shifts.occurrence o, shifts.member m
       WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $2
         AND o.starts_at <= $2::timestamptz + interval '2 days'
         AND b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day AND b.freed IS NULL
         AND b.reminded_at IS NULL AND b.taken_at <= o.starts_at - interval '2 days'
         AND m.org_id = $1 AND m.number = b.member_number
      RETURNING m.member_id, m.number, o.template_id, o.day, o.title, o.place, o.starts_at)",
                             call.organisation(), call.now()));
  v1::RemindReply reply;
  reply.set_reminded(static_cast<int>(rows.size()));
  if (rows.empty()) call.rollback();  // nothing happened: leaves no trace
  for (std::size_t r = 0; r < rows.size(); ++r) {
    v1::ReminderDue event;
    event.set_member(rows[r].text(0));
    event.set_number(rows[r].text(1));
    event.mutable_key()->set_template_(rows[r].text(2));
    event.mutable_key()->set_day(rows[r].text(3));
    event.set_title(rows[r].text(4));
    event.set_place(rows[r].text(5));
    sdk::set_timestamp(*event.mutable_starts_at(), rows[r].instant(6));
    call.emit(event, event.member());
  }
  return reply;
}

}  // namespace halle::shifts
