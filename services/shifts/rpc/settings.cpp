#include "services/shifts/store/planning/settings.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/plan.hpp"
#include "services/shifts/store/planning/withdrawal.hpp"

namespace halle::shifts {
namespace {
const std::string always = "9999-12-31";
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
  v1::Settings wanted;
  wanted.set_weeks_ahead(request.weeks_ahead());
  wanted.set_notice_hours(request.notice_hours());
  wanted.set_closed_on_holidays(request.closed_on_holidays());
  wanted.set_ask_limit(request.has_ask_limit() ? request.ask_limit() : before.ask_limit());
  wanted.set_free_seats_public(request.has_free_seats_public() ? request.free_seats_public()
                                                               : before.free_seats_public());
  wanted.set_beginner_shifts(request.has_beginner_shifts() ? request.beginner_shifts()
                                                           : before.beginner_shifts());
  wanted.set_beginners_since(before.beginner_shifts() > 0 ? before.beginners_since()
                                                          : day_text(now));
  store::write_settings(call, wanted);
  std::vector<store::HeldSeat> held;
  if (before.closed_on_holidays() != request.closed_on_holidays()) {
    HALLE_TRY(withdrawn, store::withdraw_shifts(call, zone, {}, day_text(now), always));
    held = std::move(withdrawn);
  }
  HALLE_CHECK(store::make_shifts(call, zone));
  HALLE_TRY(lost, store::changed_seats(call, held));
  tell(call, notice::called_off, told_of(lost));
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
  const std::string reason = trim(request.reason());
  store::add_closure(call, *from, *until, reason);
  HALLE_TRY(held, store::withdraw_shifts(call, zone, {}, request.from(), request.until()));
  HALLE_TRY(freed, store::cancel_shifts(call, *from, *until, reason));
  HALLE_CHECK(store::make_shifts(call, zone));
  HALLE_TRY(lost, store::changed_seats(call, held));
  auto told = told_of(lost);
  for (const auto& seat : freed)
    add_told(told, {seat.template_id, seat.day}, seat.starts_at, seat.member_number);
  tell(call, notice::called_off, told);
  return store::settings(call, zone);
}

Result<v1::Settings> Planning::remove_closure(sdk::Call& call,
                                              const v1::RemoveClosureRequest& request) {
  const auto id = Uuid::parse(request.id());
  const Error unknown = not_found("id", "shifts.closure_unknown", request.id());
  if (!id) return unknown;
  const std::string zone = call.zone();
  store::lock_plan(call);
  HALLE_TRY(gone, store::remove_closure(call, *id));
  if (!gone) return unknown;
  HALLE_CHECK(store::withdraw_shifts(call, zone, {}, gone->from_day, gone->until_day));
  HALLE_CHECK(store::make_shifts(call, zone));
  HALLE_TRY(given, store::given_seats(call, gone->from_day, gone->until_day));
  tell(call, notice::takes_place, told_of(given));
  return store::settings(call, zone);
}

}  // namespace halle::shifts
