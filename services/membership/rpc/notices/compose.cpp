#include "core/sdk/notices.hpp"
#include "services/membership/rpc/notices/dues_notices.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/notices.hpp"

namespace halle::membership {
namespace {
/// The notices of which the kind fits the day; an earlier one was followed by another meanwhile.
std::vector<store::DuesNotice> timely(const sdk::ComposedNotices& all, Day today) {
  std::vector<store::DuesNotice> notices;
  for (const auto& kind : dues_kinds) {
    for (const auto* asked : all.of(kind.id)) {
      const auto last_day = read_day(asked->about());
      if (last_day && reminder_due(today, *last_day) == kind.reminder)
        notices.push_back({asked->index(), asked->subject(), *last_day});
    }
  }
  return notices;
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  sdk::ComposedNotices all(request, "membership");
  HALLE_TRY(today, store::today(call));
  const auto notices = timely(all, today);
  if (notices.empty()) return all.take();
  HALLE_TRY(still_true, store::true_dues_notices(call, notices));
  for (const auto& one : still_true) {
    auto& notice = all.fill(one.index);
    notice.set_path("/adhesion");
    sdk::add_value(notice, "day").set_day(day_text(one.last_day));
  }
  return all.take();
}

}  // namespace halle::membership
