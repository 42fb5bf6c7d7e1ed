#include "services/shifts/store/planning/withdrawal.hpp"

#include <algorithm>
#include <iterator>

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
/// A statement about the shifts of all templates, or of one: `%OF%` becomes what stands in `one`.
std::string about(const char* sql, const std::string& one) {
  std::string out = sql;
  constexpr std::string_view place = "%OF%";
  out.replace(out.find(place), place.size(), one);
  return out;
}

constexpr const char* lock_shifts = R"(
    SELECT 1 FROM shifts.occurrence o
     WHERE o.org_id = $1 AND o.starts_at > $2 AND o.day BETWEEN $3 AND $4 %OF%
     ORDER BY o.template_id, o.day FOR UPDATE)";

constexpr const char* delete_untouched = R"(
    WITH untouched AS (
      -- planned shifts with fixed bookings only, none of which anybody did anything about
      SELECT o.template_id, o.day, o.starts_at, o.ends_at, o.place FROM shifts.occurrence o
       WHERE o.org_id = $1 AND o.starts_at > $2 AND o.day BETWEEN $3 AND $4 %OF%
         AND o.state = {planned} AND NOT o.edited AND NOT EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
              AND (NOT b.fixed OR b.freed IS NOT NULL OR b.stand_in_since IS NOT NULL OR EXISTS (
                SELECT 1 FROM shifts.wish w WHERE w.org_id = $1 AND w.booking_id = b.id)))),
    unbooked AS (
      DELETE FROM shifts.booking b USING untouched u
       WHERE b.org_id = $1 AND b.template_id = u.template_id AND b.day = u.day
      RETURNING u.template_id, u.day, u.starts_at, u.ends_at, u.place, b.member_number),
    unseated AS (
      DELETE FROM shifts.seat s USING untouched u
       WHERE s.org_id = $1 AND s.template_id = u.template_id AND s.day = u.day),
    unplanned AS (
      DELETE FROM shifts.occurrence o USING untouched u
       WHERE o.org_id = $1 AND o.template_id = u.template_id AND o.day = u.day)
    SELECT * FROM unbooked ORDER BY template_id, day, member_number)";

constexpr const char* plan_anew = R"(
    UPDATE shifts.template
       SET planned_until = least(planned_until, ($2::timestamptz AT TIME ZONE $3)::date - 1)
     WHERE org_id = $1 %OF%)";
}  // namespace

Result<std::vector<HeldSeat>> withdraw_shifts(sdk::Call& call, const std::string& zone,
                                              const std::optional<Uuid>& of,
                                              const std::string& from, const std::string& until) {
  if (of) {
    static const std::string of_one = "AND o.template_id = $5";
    static const std::string lock = about(lock_shifts, of_one);
    static const std::string remove = names.in(about(delete_untouched, of_one));
    static const std::string again = about(plan_anew, "AND id = $4");
    call.queue(lock, call.organisation(), call.now(), from, until, *of);
    call.queue(again, call.organisation(), call.now(), zone, *of);
    return call.query<HeldSeat>(remove, call.organisation(), call.now(), from, until, *of);
  }
  static const std::string lock = about(lock_shifts, "");
  static const std::string remove = names.in(about(delete_untouched, ""));
  static const std::string again = about(plan_anew, "");
  call.queue(lock, call.organisation(), call.now(), from, until);
  call.queue(again, call.organisation(), call.now(), zone);
  return call.query<HeldSeat>(remove, call.organisation(), call.now(), from, until);
}

Result<std::vector<HeldSeat>> changed_seats(sdk::Call& call, const std::vector<HeldSeat>& before) {
  std::vector<HeldSeat> changed;
  if (before.empty()) return changed;
  HALLE_TRY(now, call.query<HeldSeat>(
                     R"(
      SELECT b.template_id, b.day, o.starts_at, o.ends_at, o.place, b.member_number
        FROM unnest($2::uuid[], $3::date[], $4::text[]) AS w (template_id, day, member_number)
        JOIN shifts.booking b
          ON b.org_id = $1 AND b.template_id = w.template_id AND b.day = w.day
         AND b.member_number = w.member_number AND b.freed IS NULL
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day)",
                     call.organisation(),
                     sdk::unnest(before, &HeldSeat::template_id, &HeldSeat::day,
                                 &HeldSeat::member_number)));
  std::copy_if(before.begin(), before.end(), std::back_inserter(changed), [&](const auto& seat) {
    return std::find(now.begin(), now.end(), seat) == now.end();
  });
  return changed;
}

Result<std::vector<HeldSeat>> given_seats(sdk::Call& call, const std::string& from,
                                          const std::string& until) {
  return call.query<HeldSeat>(R"(
      SELECT b.template_id, b.day, o.starts_at, o.ends_at, o.place, b.member_number
        FROM shifts.occurrence o
        JOIN shifts.booking b
          ON b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
       WHERE o.org_id = $1 AND o.day BETWEEN $2 AND $3 AND o.starts_at > $4
         AND b.fixed AND b.freed IS NULL AND b.taken_at = $4
       ORDER BY b.template_id, b.day, b.member_number)",
                              call.organisation(), from, until, call.now());
}

}  // namespace halle::shifts::store
