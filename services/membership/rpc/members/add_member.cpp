#include "core/base/text/text.hpp"
#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/members/join.hpp"
#include "services/membership/rpc/services.hpp"
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
  return store::known_member(call, number);
}

Result<v1::Member> Members::add(sdk::Call& call, const v1::AddMemberRequest& request) {
  HALLE_TRY(today, store::today(call));
  return add_member(call, request, today);
}

}  // namespace halle::membership
