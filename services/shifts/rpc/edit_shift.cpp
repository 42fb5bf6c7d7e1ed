#include <set>

#include "core/base/text.hpp"
#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"
#include "services/shifts/store/skills.hpp"

namespace halle::shifts {
namespace {
/// `YYYY-MM-DDTHH:MM`.
bool is_local_time(const std::string& text) {
  return text.size() == 16 && text[10] == 'T' && parse_instant(text + ":00Z").has_value();
}

struct Seats {
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> important;
  std::vector<std::string> skills;  // array literals
};

Result<Seats> check(const v1::EditShiftRequest& request) {
  HALLE_CHECK(check_names(request.title(), request.place()));
  if (!is_local_time(request.local_start()))
    return bad_field("local_start", "shifts.bad_time", request.local_start());
  if (!is_local_time(request.local_end()))
    return bad_field("local_end", "shifts.bad_time", request.local_end());
  Seats seats;
  std::set<int> seen;
  for (const auto& seat : request.seats()) {
    HALLE_CHECK(check_seat(seat.number(), seen));
    seats.numbers.push_back(seat.number());
    seats.important.push_back(seat.important() ? 1 : 0);
    HALLE_TRY(skills, store::skill_array({seat.skills().begin(), seat.skills().end()}));
    seats.skills.push_back(skills);
  }
  if (seen.empty()) return bad_field("seats", "shifts.bad_seats");
  return seats;
}

/// In the transaction of a locked shift: nobody loses her seat, nobody is in two places.
Status check_holders(sdk::Call& call, const store::Key& key, const Seats& seats, Instant starts,
                     Instant ends) {
  HALLE_TRY(holders, call.query("SELECT member_number FROM shifts.booking WHERE org_id = $1 AND "
                                "template_id = $2 AND day = $3 AND freed IS NULL ORDER BY 1",
                                call.organisation(), key.template_id, key.day));
  std::vector<std::string> numbers;
  for (std::size_t r = 0; r < holders.size(); ++r) numbers.push_back(holders[r].text(0));
  store::lock_members(call, numbers);
  HALLE_TRY(troubled,
            call.query(R"(
      SELECT b.member_number, NOT b.seat = ANY($4::smallint[]) FROM shifts.booking b
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed IS NULL
         AND (NOT b.seat = ANY($4::smallint[]) OR EXISTS (
           SELECT 1 FROM shifts.booking x
             JOIN shifts.occurrence o
               ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
            WHERE x.org_id = $1 AND x.member_number = b.member_number AND x.freed IS NULL
              AND (x.template_id, x.day) <> ($2, $3) AND o.starts_at < $6 AND o.ends_at > $5))
       ORDER BY 1)",
                       call.organisation(), key.template_id, key.day, seats.numbers, starts, ends));
  if (troubled.empty()) return Done{};
  Error error{Code::failed_precondition,
              troubled[0].truth(1) ? "shifts.seat_held" : "shifts.holder_elsewhere"};
  for (std::size_t r = 0; r < troubled.size(); ++r)
    error.fields.push_back({"seats",
                            troubled[r].truth(1) ? "shifts.seat_held" : "shifts.holder_elsewhere",
                            troubled[r].text(0)});
  return error;
}
}  // namespace

Result<v1::Shift> Planning::edit_shift(sdk::Call& call, const v1::EditShiftRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(seats, check(request));
  std::vector<std::string> skills;
  for (const auto& seat : request.seats())
    skills.insert(skills.end(), seat.skills().begin(), seat.skills().end());
  const std::string zone = call.zone();
  HALLE_CHECK(store::know(call, {}, skills));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  if (state.cancelled) return Error{Code::failed_precondition, "shifts.cancelled"};
  HALLE_TRY(times, call.query("SELECT $1::timestamp AT TIME ZONE $3, $2::timestamp AT TIME ZONE $3",
                              request.local_start(), request.local_end(), zone));
  const Instant starts = times[0].instant(0);
  const Instant ends = times[0].instant(1);
  if (starts <= call.now()) return bad_field("local_start", "shifts.begun", request.local_start());
  // The night on which the clocks are put back is an hour longer.
  if (ends <= starts || ends - starts > longest_shift + std::chrono::hours(1))
    return bad_field("local_end", "shifts.bad_length", request.local_end());
  HALLE_CHECK(check_holders(call, key, seats, starts, ends));
  call.queue(
      "UPDATE shifts.occurrence SET starts_at = $4, ends_at = $5, title = $6, place = $7, edited = "
      "true, sequence = sequence + 1, changed_at = $8 WHERE org_id = $1 AND template_id = $2 AND "
      "day = $3",
      call.organisation(), key.template_id, key.day, starts, ends, trim(request.title()),
      trim(request.place()), call.now());
  call.queue(
      "DELETE FROM shifts.seat WHERE org_id = $1 AND template_id = $2 AND day = $3 AND NOT number "
      "= "
      "ANY($4::smallint[])",
      call.organisation(), key.template_id, key.day, seats.numbers);
  call.queue(
      "INSERT INTO shifts.seat (org_id, template_id, day, number, important, skills) "
      "SELECT $1, $2, $3, g.number, g.important = 1, g.skills::uuid[] "
      "FROM unnest($4::smallint[], $5::smallint[], $6::text[]) AS g (number, important, skills) "
      "ON CONFLICT (org_id, template_id, day, number) "
      "DO UPDATE SET important = excluded.important, skills = excluded.skills",
      call.organisation(), key.template_id, key.day, seats.numbers, seats.important, seats.skills);
  return store::shift(call, zone, key, store::viewer_of(call));
}

}  // namespace halle::shifts
