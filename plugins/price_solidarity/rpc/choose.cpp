#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {
namespace {
Error unknown_member(const std::string& number) {
  Error error = bad_field("member", "price_solidarity.member_unknown", number);
  error.code = Code::not_found;
  return error;
}

/// A member's own choice, or anybody's for those who may; otherwise she reads like one that is not
/// there. Outside of a transaction.
Status may_see(sdk::Call& call, const std::string& number) {
  if (!number.empty() && call.subject() == number) return Done{};
  if (!call.allowed("price_solidarity.choice.write_any")) return unknown_member(number);
  membership::v1::FindMemberRequest request;
  request.set_number(number);
  const auto found = membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code == Code::not_found) return unknown_member(number);
  return found ? Status(Done{}) : Status(found.error());
}
}  // namespace

Result<v1::Choice> Choices::get(sdk::Call& call, const v1::GetChoiceRequest& request) {
  HALLE_CHECK(may_see(call, request.member()));
  return store::choice(call, request.member());
}

Result<v1::Choice> Choices::set(sdk::Call& call, const v1::SetChoiceRequest& request) {
  if (!v1::Bracket_IsValid(request.bracket()))
    return bad_field("bracket", "price_solidarity.bad_choice", std::to_string(request.bracket()));
  HALLE_CHECK(may_see(call, request.member()));
  store::set_choice(call, request.member(), request.bracket());
  HALLE_TRY(choice, store::choice(call, request.member()));
  if (!choice.has_coefficients() && request.bracket() != v1::BRACKET_UNSPECIFIED)
    return Error{Code::failed_precondition, "price_solidarity.not_decided"};
  return choice;
}

}  // namespace halle::price_solidarity
