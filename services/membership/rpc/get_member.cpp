#include "services/membership/rpc/services.hpp"
#include "services/membership/store/member_rows.hpp"

namespace halle::membership {

Result<v1::Member> Members::get(sdk::Call& call, const v1::GetMemberRequest& request) {
  const Error unknown{Code::not_found, "membership.member_unknown"};
  if (request.number().empty()) return bad_field("number", "membership.number_missing");
  if (!call.allowed("membership.member.read") && call.subject() != request.number()) return unknown;
  HALLE_TRY(members, store::members(call, request.number()));
  if (members.empty()) return unknown;
  return std::move(members.front());
}

Result<v1::MemberRef> Members::find(sdk::Call& call, const v1::FindMemberRequest& request) {
  HALLE_TRY(rows, call.query("SELECT id, number, standing FROM membership.member "
                             "WHERE org_id = $1 AND number = $2",
                             call.organisation(), request.number()));
  if (rows.empty()) return Error{Code::not_found, "membership.member_unknown"};
  v1::MemberRef reply;
  reply.set_id(rows[0].text(0));
  reply.set_number(rows[0].text(1));
  reply.set_standing(static_cast<v1::Standing>(rows[0].number(2)));
  return reply;
}

}  // namespace halle::membership
