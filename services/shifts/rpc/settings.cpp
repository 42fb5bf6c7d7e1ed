#include "core/base/text.hpp"
#include "core/base/day.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/plan.hpp"

namespace halle::shifts {
namespace {
const std::string always = "9999-12-31";

/// Calls the shifts to come off that are left on these days, but for those edited by hand.
void call_off(sdk::Call& call, const v1::AddClosureRequest& request) {
  call.queue(R"(
      WITH off AS (
        UPDATE shifts.occurrence SET state = 2, reason = $5, sequence = sequence + 1,
               changed_at = $4
         WHERE org_id = $1 AND day BETWEEN $2 AND $3 AND starts_at > $4 AND state = 1 AND NOT edited
        RETURNING template_id, day)
      UPDATE shifts.booking b SET freed = 2, freed_at = $4, freed_by = $6 FROM off
       WHERE b.org_id = $1 AND b.template_id = off.template_id AND b.day = off.day
         AND b.freed IS NULL)",
             call.organisation(), request.from(), request.until(), call.now(),
             trim(request.reason()), call.principal());
}
}  // namespace

Result<v1::Settings> Planning::get_settings(sdk::Call& call,
                                            const v1::GetSettingsRequest& /*request*/) {
  const std::string zone = call.zone();
  return store::settings(call, zone);
}

Result<v1::Settings> Planning::set_settings(sdk::Call& call,
                                            const v1::SetSettingsRequest& request) {
  if (request.weeks_ahead() < 1 || request.weeks_ahead() > 26)
    return bad_field("weeks_ahead", "shifts.bad_weeks_ahead",
                     std::to_string(request.weeks_ahead()));
  if (request.notice_hours() < 0 || request.notice_hours() > 336)
    return bad_field("notice_hours", "shifts.bad_notice", std::to_string(request.notice_hours()));
  if (request.ask_limit() < 0 || request.ask_limit() > 28)
    return bad_field("ask_limit", "shifts.bad_ask_limit", std::to_string(request.ask_limit()));
  if (request.beginner_shifts() < 0 || request.beginner_shifts() > 10)
    return bad_field("beginner_shifts", "shifts.bad_beginners",
                     std::to_string(request.beginner_shifts()));
  const std::string zone = call.zone();
  store::lock_plan(call);
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(before, store::settings(call, zone));
  const int beginners =
      request.has_beginner_shifts() ? request.beginner_shifts() : before.beginner_shifts();
  call.queue(
      "INSERT INTO shifts.setting (org_id, weeks_ahead, notice_hours, closed_on_holidays, "
      "ask_limit, free_seats_public, beginner_shifts, beginners_since) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7, $8) ON CONFLICT (org_id) DO "
      "UPDATE SET weeks_ahead = "
      "excluded.weeks_ahead, notice_hours = excluded.notice_hours, closed_on_holidays = "
      "excluded.closed_on_holidays, ask_limit = excluded.ask_limit, free_seats_public = "
      "excluded.free_seats_public, beginner_shifts = excluded.beginner_shifts, beginners_since = "
      "excluded.beginners_since",
      call.organisation(), request.weeks_ahead(), request.notice_hours(),
      request.closed_on_holidays(),
      request.has_ask_limit() ? request.ask_limit() : before.ask_limit(),
      request.has_free_seats_public() ? request.free_seats_public() : before.free_seats_public(),
      beginners, before.beginner_shifts() > 0 ? before.beginners_since() : day_text(now));
  if (before.closed_on_holidays() != request.closed_on_holidays())
    store::withdraw_shifts(call, zone, {}, day_text(now), always);
  HALLE_CHECK(store::make_shifts(call, zone));
  return store::settings(call, zone);
}

Result<v1::Settings> Planning::add_closure(sdk::Call& call, const v1::AddClosureRequest& request) {
  const auto from = read_day(request.from());
  const auto until = read_day(request.until());
  if (!from) return bad_field("from", "shifts.bad_day", request.from());
  if (!until) return bad_field("until", "shifts.bad_day", request.until());
  if (*until < *from) return bad_field("until", "shifts.days_reversed", request.until());
  if (*until > *from + std::chrono::days(366))
    return bad_field("until", "shifts.too_many_days", request.until());
  HALLE_CHECK(check_text("reason", request.reason(), 200, false));
  const std::string zone = call.zone();
  store::lock_plan(call);
  call.queue(
      "INSERT INTO shifts.closure (org_id, id, from_day, until_day, reason) VALUES ($1, $2, $3, "
      "$4, "
      "$5)",
      call.organisation(), make_uuid_v7(call.now().time_since_epoch().count() / 1000),
      request.from(), request.until(), trim(request.reason()));
  store::withdraw_shifts(call, zone, {}, request.from(), request.until());
  call_off(call, request);
  HALLE_CHECK(store::make_shifts(call, zone));
  return store::settings(call, zone);
}

Result<v1::Settings> Planning::remove_closure(sdk::Call& call,
                                              const v1::RemoveClosureRequest& request) {
  const auto id = Uuid::parse(request.id());
  Error unknown = bad_field("id", "shifts.closure_unknown", request.id());
  unknown.code = Code::not_found;
  if (!id) return unknown;
  const std::string zone = call.zone();
  store::lock_plan(call);
  HALLE_TRY(gone, call.query("DELETE FROM shifts.closure WHERE org_id = $1 AND id = $2 RETURNING "
                             "from_day, until_day",
                             call.organisation(), *id));
  if (gone.empty()) return unknown;
  store::withdraw_shifts(call, zone, {}, gone[0].text(0), gone[0].text(1));
  HALLE_CHECK(store::make_shifts(call, zone));
  return store::settings(call, zone);
}

}  // namespace halle::shifts
