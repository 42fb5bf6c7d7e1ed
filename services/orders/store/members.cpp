#include "services/orders/store/members.hpp"

#include "halle/membership/v1/membership.halle.hpp"

namespace halle::orders::store {

Error unknown_member(const std::string& number) {
  Error error = bad_field("member", "orders.member_unknown", number);
  error.code = Code::not_found;
  return error;
}

Status may_order_for(const sdk::Call& call, const std::string& number) {
  if (call.allowed("orders.order.write_any") || (!number.empty() && call.subject() == number))
    return Done{};
  return unknown_member(number);
}

void keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                 int standing) {
  call.queue(
      "INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (org_id, number) DO UPDATE SET standing = excluded.standing",
      call.organisation(), number, member_id, standing);
}

Result<membership::v1::MemberRef> find_member(sdk::Call& call, const std::string& number) {
  call.rollback();
  membership::v1::FindMemberRequest request;
  request.set_number(number);
  auto found = membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code == Code::not_found) return unknown_member(number);
  return found;
}

Status fetch_member(sdk::Call& call, const std::string& number) {
  HALLE_TRY(found, find_member(call, number));
  // What an event has told meanwhile stays.
  call.queue(
      "INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (org_id, number) DO NOTHING",
      call.organisation(), number, found.id(), static_cast<std::int64_t>(found.standing()));
  return Done{};
}

}  // namespace halle::orders::store
