#include "core/sdk/personal.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"

namespace halle::price_solidarity {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_CHECK(sdk::add_personal(call, "price_solidarity", request.number(), reply));
  return reply;
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  sdk::forget_personal(call, "price_solidarity", event.subject());
  return v1::FollowedReply{};
}

}  // namespace halle::price_solidarity
