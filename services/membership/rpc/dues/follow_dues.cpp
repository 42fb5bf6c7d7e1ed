#include <map>

#include "core/sdk/notices.hpp"
#include "services/membership/rpc/notices/dues_notices.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/holds.hpp"
#include "services/membership/store/dues/standing.hpp"
#include "services/membership/store/members/applications.hpp"
#include "services/membership/store/members/member_rows.hpp"
#include "services/membership/store/settings.hpp"

namespace halle::membership {
namespace {
/// Numbers of members, by the last day of their membership.
using EndingMembers = std::map<Day, std::vector<std::string>>;

void tell(sdk::Call& call, const std::map<Reminder, EndingMembers>& reminded) {
  for (const auto& kind : dues_kinds) {
    const auto found = reminded.find(kind.reminder);
    if (found == reminded.end()) continue;
    for (const auto& [last_day, members] : found->second)
      sdk::emit_notice(call, {kind.id, day_text(last_day), call.now() + kind.useful}, members);
  }
}

/// Reminds members who are to be reminded today and were not yet; how many.
Result<int> remind(sdk::Call& call, Day today) {
  HALLE_TRY(endings, store::endings(call, today));
  int reminded = 0;
  std::map<Reminder, EndingMembers> told;
  for (const auto& one : endings) {
    const auto kind = reminder_due(today, one.last_day);
    if (!kind || (one.kind && *kind <= *one.kind)) continue;
    store::note_reminder(call, one, *kind);
    v1::ReminderDue event;
    event.set_member(one.id);
    event.set_number(one.number);
    event.set_last_day(day_text(one.last_day));
    event.set_kind(static_cast<v1::ReminderKind>(*kind));
    call.emit(event, event.member());
    told[*kind][one.last_day].push_back(one.number);
    ++reminded;
  }
  tell(call, told);
  return reminded;
}

/// Holds for memberships that ended too long ago, and the changes that all holds ask for.
Result<int> hold(sdk::Call& call, Day today) {
  HALLE_TRY(settings, store::settings(call));
  std::optional<Day> last;
  if (settings.has_suspend_after_days())
    last = today - std::chrono::days(settings.suspend_after_days());
  HALLE_TRY(members, store::lock_present(call));
  HALLE_CHECK(store::hold_ended(call, last));
  return store::settle_holds(call, members);
}
}  // namespace

Result<v1::FollowDuesReply> Dues::follow(sdk::Call& call,
                                         const v1::FollowDuesRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  // Of two runs at once the second sees what the first has done.
  call.lock("membership.follow", call.organisation());
  v1::FollowDuesReply reply;
  HALLE_TRY(gone_since, store::let_erased_leave(call));
  HALLE_TRY(reminded, remind(call, today));
  HALLE_TRY(changed, hold(call, today));
  reply.set_reminded(reminded);
  reply.set_changed(changed);
  HALLE_TRY(dropped, store::drop_old_applications(call));
  HALLE_TRY(told, store::tell_left(call));
  if (reminded == 0 && changed == 0 && !dropped && told == 0 && gone_since == 0)
    call.rollback();  // leaves no trace in operations and audit
  return reply;
}

}  // namespace halle::membership
