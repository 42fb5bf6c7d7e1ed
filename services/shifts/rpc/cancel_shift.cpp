#include "core/base/text.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts {
namespace {
/// Whose seats the last calling off took.
constexpr const char* select_lost = R"(
    SELECT DISTINCT b.member_number FROM shifts.booking b
     WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed = 2 AND b.freed_at = (
       SELECT max(x.freed_at) FROM shifts.booking x
        WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed = 2)
     ORDER BY 1)";

/// Gives them back to those who may have them still: who is active and not on leave, has no other
/// shift at that time and the skills that the seat needs; to beginners where somebody else is too.
/// They are reminded anew. With the shift and the members locked.
constexpr const char* give_back = R"(
    WITH shift AS MATERIALIZED (
      SELECT starts_at, ends_at FROM shifts.occurrence
       WHERE org_id = $1 AND template_id = $2 AND day = $3),
    able AS MATERIALIZED (
      SELECT b.id, shifts.is_beginner($1, b.member_number) AS beginner FROM shifts.booking b
        JOIN shifts.seat s
          ON s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND s.number = b.seat
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed = 2
         AND b.freed_at = (
           SELECT max(x.freed_at) FROM shifts.booking x
            WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed = 2)
         AND 1 = (SELECT t.standing FROM shifts.standing t
                   WHERE t.org_id = $1 AND t.member_number = b.member_number
                   ORDER BY t.since DESC LIMIT 1)
         AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, b.member_number, $3))
         AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                          WHERE l.org_id = $1 AND l.member_number = b.member_number AND l.kind = 1
                            AND l.from_day <= $3 AND (l.until_day IS NULL OR l.until_day >= $3))
         AND NOT EXISTS (
           SELECT 1 FROM shift JOIN shifts.occurrence o
               ON o.org_id = $1 AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at
              AND o.starts_at > shift.starts_at - interval '25 hours'
             JOIN shifts.booking x
               ON x.org_id = $1 AND x.member_number = b.member_number
              AND x.template_id = o.template_id AND x.day = o.day AND x.freed IS NULL))
    UPDATE shifts.booking b
       SET freed = NULL, freed_at = NULL, freed_by = NULL, reminded_at = NULL
     WHERE b.org_id = $1 AND b.id IN (
       SELECT id FROM able WHERE NOT beginner OR EXISTS (SELECT 1 FROM able WHERE NOT beginner)))";

/// Joins to the transaction that who had a seat has it again. With the shift locked.
Status restore_seats(sdk::Call& call, const store::Key& key) {
  HALLE_TRY(lost, call.query(select_lost, call.organisation(), key.template_id, key.day));
  if (lost.empty()) return Done{};
  std::vector<std::string> members;
  for (std::size_t r = 0; r < lost.size(); ++r) members.push_back(lost[r].text(0));
  store::lock_members(call, members);
  call.queue(give_back, call.organisation(), key.template_id, key.day);
  return Done{};
}
}  // namespace

Result<v1::Shift> Planning::cancel_shift(sdk::Call& call, const v1::CancelShiftRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_CHECK(check_text("reason", request.reason(), 200, request.restore()));
  const std::string zone = call.zone();
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  call.queue(
      "UPDATE shifts.occurrence SET state = $4, reason = $5, edited = true, sequence "
      "= sequence + 1, changed_at = $6 WHERE org_id = $1 AND template_id = $2 AND day = $3",
      call.organisation(), key.template_id, key.day,
      request.restore() ? v1::SHIFT_STATE_PLANNED : v1::SHIFT_STATE_CANCELLED,
      request.restore() ? std::string() : trim(request.reason()), call.now());
  if (!request.restore())
    call.queue(
        "UPDATE shifts.booking SET freed = 2, freed_at = $4, freed_by = $5 WHERE org_id = $1 AND "
        "template_id = $2 AND day = $3 AND freed IS NULL",
        call.organisation(), key.template_id, key.day, call.now(), call.principal());
  else if (state.cancelled)
    HALLE_CHECK(restore_seats(call, key));
  return store::shift(call, zone, key, store::viewer_of(call));
}

}  // namespace halle::shifts
