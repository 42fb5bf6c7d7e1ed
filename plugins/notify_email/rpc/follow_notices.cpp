#include <algorithm>

#include "core/sdk/time.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"

namespace halle::notify_email {

Result<v1::FollowedReply> Followed::on_notice_due(sdk::Call& call,
                                                  const kernel::v1::NoticeDue& event) {
  const Instant until = sdk::instant_of(event.until());
  // An event of before the module was enabled, or delivered late.
  if (until <= call.now()) return v1::FollowedReply{};
  const Instant due = event.has_not_before()
                          ? std::max(call.now(), sdk::instant_of(event.not_before()))
                          : call.now();
  std::vector<store::NewLetter> letters;
  // The operation id is the event's: the same event again makes the same letters.
  const auto add = [&](const std::string& subject) {
    letters.push_back({derive_uuid(call.operation_id(), subject), subject});
  };
  for (const auto& subject : event.subjects()) add(subject);
  if (letters.empty()) add("");
  HALLE_TRY(fresh, store::queue_letters(call, event.kind(), event.about(), due, until, letters));
  (void)fresh;
  return v1::FollowedReply{};
}

}  // namespace halle::notify_email
