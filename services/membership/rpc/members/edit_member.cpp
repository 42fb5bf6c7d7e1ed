#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {

Result<v1::Member> Members::edit(sdk::Call& call, const v1::EditMemberRequest& request) {
  const bool manages = call.allowed("membership.member.manage");
  if (!manages && !is_own(call, request.number())) return store::unknown_member(request.number());
  store::lock_members(call, {request.number()});
  HALLE_TRY(known, store::known_member(call, request.number()));
  if (known.erased()) return Error{Code::failed_precondition, "membership.erased"};
  auto typed = person_in(request.person());
  if (!manages) {
    typed.name = known.name();
    typed.first_name = known.first_name();
  }
  HALLE_TRY(person, read_person(typed, request.number()));
  HALLE_CHECK(store::edit_member(call, request.number(), person));
  return store::known_member(call, request.number());
}

}  // namespace halle::membership
