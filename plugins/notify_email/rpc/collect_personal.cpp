#include "core/sdk/personal.hpp"
#include "plugins/notify_email/rpc/services.hpp"

namespace halle::notify_email {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_CHECK(sdk::add_personal(call, "notify_email", request.number(), reply));
  return reply;
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  sdk::forget_personal(call, "notify_email", event.subject());
  return v1::FollowedReply{};
}

}  // namespace halle::notify_email
