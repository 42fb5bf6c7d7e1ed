#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {
namespace {
Error unknown_member(const std::string& number) {
  return not_found("member", "price_solidarity.member_unknown", number);
}

/// NOT_FOUND unless it is the caller's own number or the caller may choose for anybody.
Status is_own_or_any(const sdk::Call& call, const std::string& number) {
  if (!number.empty() && call.subject() == number) return Done{};
  if (call.allowed("price_solidarity.choice.write_any")) return Done{};
  return unknown_member(number);
}

Result<membership::v1::MemberRef> find(sdk::Call& call, const std::string& number) {
  membership::v1::FindMemberRequest request;
  request.set_number(number);
  auto found = membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code == Code::not_found) return unknown_member(number);
  return found;
}

/// A member's own choice, or anybody's for those who may; another member reads like one that is not
/// there. Outside of a transaction.
Status may_see(sdk::Call& call, const std::string& number) {
  HALLE_CHECK(is_own_or_any(call, number));
  if (call.subject() == number) return Done{};
  HALLE_CHECK(find(call, number));
  return Done{};
}

/// The same for a member who has not left; a member who has left pays the displayed price.
Status may_choose(sdk::Call& call, const std::string& number) {
  HALLE_CHECK(is_own_or_any(call, number));
  HALLE_TRY(member, find(call, number));
  if (member.standing() == membership::v1::STANDING_LEFT) return unknown_member(number);
  return Done{};
}

Result<v1::Choice> read(sdk::Call& call, const std::string& member) {
  HALLE_TRY(choice, store::choice(call, member));
  v1::Choice reply;
  reply.set_bracket(choice.bracket.value_or(v1::BRACKET_UNSPECIFIED));
  if (choice.more) reply.mutable_coefficients()->set_more(*choice.more);
  if (choice.solidarity) reply.mutable_coefficients()->set_solidarity(*choice.solidarity);
  return reply;
}
}  // namespace

Result<v1::Choice> Choices::get(sdk::Call& call, const v1::GetChoiceRequest& request) {
  HALLE_CHECK(may_see(call, request.member()));
  return read(call, request.member());
}

Result<v1::Choice> Choices::set(sdk::Call& call, const v1::SetChoiceRequest& request) {
  if (!v1::Bracket_IsValid(request.bracket()))
    return bad_field("bracket", "price_solidarity.bad_choice", std::to_string(request.bracket()));
  HALLE_CHECK(may_choose(call, request.member()));
  store::set_choice(call, request.member(), request.bracket());
  HALLE_TRY(choice, read(call, request.member()));
  if (!choice.has_coefficients() && request.bracket() != v1::BRACKET_UNSPECIFIED)
    return Error{Code::failed_precondition, "price_solidarity.not_decided"};
  return choice;
}

}  // namespace halle::price_solidarity
