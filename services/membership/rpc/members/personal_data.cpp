#include "core/sdk/personal.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
/// Asks the modules that may still need to know who a member was. Outside of a transaction.
Status ask_may_forget(sdk::Call& call, const v1::Member& member) {
  v1::PersonalRequest request;
  request.set_member(member.id());
  request.set_number(member.number());
  HALLE_TRY(answers, v1::PersonalClient(call).may_forget(request));
  for (const auto& [module, version, reply] : answers) {
    if (reply.reason().empty()) continue;
    Error error = bad_field("number", reply.reason(), reply.about());
    error.code = Code::failed_precondition;
    return error;
  }
  return Done{};
}
}  // namespace

Result<v1::ExportMemberReply> Members::export_data(sdk::Call& call,
                                                   const v1::ExportMemberRequest& request) {
  if (!call.allowed("membership.member.manage") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  HALLE_TRY(known, store::member(call, request.number()));
  if (request.number().empty() || !known) return store::unknown_member(request.number());
  v1::ExportMemberReply reply;
  HALLE_CHECK(sdk::add_personal(call, "membership", request.number(), reply));
  call.rollback();  // others are asked outside of a transaction
  kernel::v1::SubjectRequest subject;
  subject.set_subject(request.number());
  HALLE_TRY(account, kernel::v1::IdentityClient(call).describe_subject(subject));
  for (auto& table : *account.mutable_tables()) *reply.add_tables() = std::move(table);
  v1::PersonalRequest personal;
  personal.set_member(known->id());
  personal.set_number(request.number());
  HALLE_TRY(answers, v1::PersonalClient(call).collect(personal));
  for (auto& answer : answers)
    for (auto& table : *answer.reply.mutable_tables()) *reply.add_tables() = std::move(table);
  return reply;
}

Result<v1::Member> Members::erase(sdk::Call& call, const v1::EraseMemberRequest& request) {
  if (is_own(call, request.number()))
    return Error{Code::failed_precondition, "membership.not_by_herself"};
  HALLE_TRY(known, store::member(call, request.number()));
  if (request.number().empty() || !known) return store::unknown_member(request.number());
  call.rollback();  // others are asked outside of a transaction
  if (known->standing() == v1::STANDING_LEFT && !known->erased())
    HALLE_CHECK(ask_may_forget(call, *known));
  store::lock_members(call, {request.number()});
  HALLE_TRY(locked, store::member(call, request.number()));
  if (!locked) return store::unknown_member(request.number());
  const auto& member = *locked;
  if (member.standing() != v1::STANDING_LEFT)
    return Error{Code::failed_precondition, "membership.not_left"};
  if (member.erased()) return member;
  HALLE_TRY(today, store::today(call));
  sdk::forget_personal(call, "membership", member.number());
  store::note_erased(call, member.id(), today);
  kernel::v1::SubjectForgotten event;
  event.set_subject(member.number());
  call.emit(event, member.id());
  HALLE_TRY(after, store::member(call, request.number()));
  if (!after) return store::unknown_member(request.number());
  return *std::move(after);
}

}  // namespace halle::membership
