#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
Result<std::vector<v1::Member>> members_on(sdk::Call& call, const std::string& day) {
  const auto asked = read_day(day);
  if (!asked) return bad_field("as_of", "membership.bad_day", day);
  HALLE_TRY(today, store::today(call));
  if (*asked > today) return bad_field("as_of", "membership.day_to_come", day);
  return store::members_on(call, day, call.zone());
}
}  // namespace

Result<v1::ListMembersReply> Members::list(sdk::Call& call, const v1::ListMembersRequest& request) {
  HALLE_TRY(members,
            request.as_of().empty() ? store::members(call) : members_on(call, request.as_of()));
  v1::ListMembersReply reply;
  for (auto& member : members) *reply.add_members() = std::move(member);
  return reply;
}

}  // namespace halle::membership
