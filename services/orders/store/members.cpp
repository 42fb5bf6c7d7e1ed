#include "services/orders/store/members.hpp"

#include "halle/membership/v1/membership.halle.hpp"
#include "services/orders/store/names.hpp"

namespace halle::orders::store {
namespace {
constexpr const char* insert_member =
    "INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (org_id, number) DO NOTHING";
}  // namespace

Error unknown_member(const std::string& number) {
  return not_found("member", "orders.member_unknown", number);
}

Status may_order_for(const sdk::Call& call, const std::string& number) {
  if (call.allowed("orders.order.write_any") || (!number.empty() && call.subject() == number))
    return Done{};
  return unknown_member(number);
}

Status keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                   membership::v1::Standing standing) {
  return call.execute(
      "INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (org_id, number) DO UPDATE SET standing = excluded.standing",
      call.organisation(), number, member_id, standing);
}

Status add_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                  membership::v1::Standing standing) {
  return call.execute(insert_member, call.organisation(), number, member_id, standing);
}

Result<std::vector<std::string>> active_members(sdk::Call& call) {
  static const std::string select_active = names.in(R"(
      SELECT number FROM orders.member WHERE org_id = $1 AND standing = {active}
       ORDER BY length(number), number)");
  return call.query<std::string>(select_active, call.organisation());
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
  call.queue(insert_member, call.organisation(), number, found.id(), found.standing());
  return Done{};
}

}  // namespace halle::orders::store
