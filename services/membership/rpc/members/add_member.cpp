#include "core/base/text/text.hpp"
#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/members/join.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/standing.hpp"
#include "services/membership/store/members/household.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
/// The number asked for, else one after the highest. Nobody else adds members until the transaction
/// ends.
Result<std::string> number_for(sdk::Call& call, const std::string& asked) {
  store::lock_register(call);
  if (!asked.empty()) return asked;
  return store::next_number(call);
}

Result<v1::Member> member_of(sdk::Call& call, const std::string& number) {
  HALLE_TRY(member, store::member(call, number));
  if (!member) return store::unknown_member(number);
  return *std::move(member);
}
}  // namespace

Result<v1::Member> add_member(sdk::Call& call, const v1::AddMemberRequest& request, Day today) {
  const std::string asked = trim(request.number());
  HALLE_TRY(person, read_person(person_in(request.person()), asked));
  if (!request.main().empty() && !request.bracket().empty())
    return bad_field("bracket", "membership.household_pays", request.bracket());
  HALLE_TRY(number, number_for(call, asked));
  const Uuid id = call.new_id();
  HALLE_TRY(added, store::add_member(call, id, number, person, today));
  if (!added) {
    Error error = bad_field("number", "membership.number_taken", number);
    error.code = Code::already_exists;
    return error;
  }
  v1::MemberJoined event;
  event.set_member(id.text());
  event.set_number(number);
  call.emit(event, event.member());
  if (!request.bracket().empty())
    HALLE_CHECK(begin_period(call, number, request.bracket(), request.means(), today));
  if (!request.main().empty()) HALLE_CHECK(join_household(call, number, request.main(), today));
  return member_of(call, number);
}

Result<v1::Member> Members::add(sdk::Call& call, const v1::AddMemberRequest& request) {
  HALLE_TRY(today, store::today(call));
  return add_member(call, request, today);
}

Result<v1::Member> Members::edit(sdk::Call& call, const v1::EditMemberRequest& request) {
  const bool manages = call.allowed("membership.member.manage");
  if (!manages && !is_own(call, request.number())) return store::unknown_member(request.number());
  store::lock_members(call, {request.number()});
  HALLE_TRY(known, member_of(call, request.number()));
  if (known.erased()) return Error{Code::failed_precondition, "membership.erased"};
  auto typed = person_in(request.person());
  if (!manages) {
    typed.name = known.name();
    typed.first_name = known.first_name();
  }
  HALLE_TRY(person, read_person(typed, request.number()));
  HALLE_CHECK(store::edit_member(call, request.number(), person));
  return member_of(call, request.number());
}

Result<v1::Member> Members::leave(sdk::Call& call, const v1::LeaveRequest& request) {
  if (!call.allowed("membership.member.manage") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  if (!is_utf8(request.cause()) || length(request.cause()) > 200)
    return bad_field("cause", "membership.bad_cause");
  HALLE_CHECK(store::check_leaving(call, request.number()));
  HALLE_TRY(today, store::today(call));
  store::lock_household(call, request.number());
  HALLE_CHECK(
      store::set_standing(call, request.number(), v1::STANDING_LEFT, trim(request.cause())));
  HALLE_CHECK(store::end_household(call, request.number(), today));
  return member_of(call, request.number());
}

}  // namespace halle::membership
