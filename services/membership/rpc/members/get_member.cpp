#include "services/membership/rpc/services.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {

Result<v1::Member> Members::get(sdk::Call& call, const v1::GetMemberRequest& request) {
  const Error unknown{Code::not_found, "membership.member_unknown"};
  if (request.number().empty()) return bad_field("number", "membership.number_missing");
  if (!call.allowed("membership.member.read") && call.subject() != request.number()) return unknown;
  HALLE_TRY(member, store::member(call, request.number()));
  if (!member) return unknown;
  return *std::move(member);
}

Result<v1::MemberRef> Members::find(sdk::Call& call, const v1::FindMemberRequest& request) {
  HALLE_TRY(member, store::member_state(call, request.number()));
  if (!member) return Error{Code::not_found, "membership.member_unknown"};
  v1::MemberRef reply;
  reply.set_id(member->id.text());
  reply.set_number(request.number());
  reply.set_standing(member->standing);
  return reply;
}

Result<v1::ListContactsReply> Members::list_contacts(sdk::Call& call,
                                                     const v1::ListContactsRequest& request) {
  constexpr int most = 500;
  if (request.numbers_size() > most)
    return bad_field("numbers", "membership.too_many_numbers",
                     std::to_string(request.numbers_size()));
  HALLE_TRY(rows, store::contacts(call, {request.numbers().begin(), request.numbers().end()}));
  v1::ListContactsReply reply;
  for (const auto& row : rows) {
    auto* contact = reply.add_contacts();
    contact->set_number(row.number);
    contact->set_first_name(row.first_name);
    contact->set_name(row.name);
    contact->set_email(row.email);
    contact->set_active(row.active);
  }
  return reply;
}

Result<v1::CountPostCodesReply> Members::count_post_codes(
    sdk::Call& call, const v1::CountPostCodesRequest& request) {
  constexpr int most = 20000;
  if (request.numbers_size() > most)
    return bad_field("numbers", "membership.too_many_numbers",
                     std::to_string(request.numbers_size()));
  HALLE_TRY(rows, store::areas(call, {request.numbers().begin(), request.numbers().end()}));
  v1::CountPostCodesReply reply;
  for (const auto& row : rows) {
    auto& count = *reply.add_counts();
    count.set_post_code(row.area);
    count.set_count(row.count);
  }
  return reply;
}

}  // namespace halle::membership
