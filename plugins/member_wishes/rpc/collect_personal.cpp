#include "core/sdk/personal.hpp"
#include "plugins/member_wishes/rpc/services.hpp"

namespace halle::member_wishes {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_CHECK(sdk::add_personal(call, "member_wishes", request.number(), reply));
  return reply;
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  sdk::forget_personal(call, "member_wishes", event.subject());
  return v1::FollowedReply{};
}

}  // namespace halle::member_wishes
