#include "services/membership/store/members/household.hpp"

#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/members/join.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/holds.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {

Status join_household(sdk::Call& call, const std::string& number, const std::string& main,
                      Day today) {
  if (number == main) return bad_field("main", "membership.household_self", main);
  // Who pays for whom is a matter of dues.
  if (is_own(call, number) || is_own(call, main))
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  // Whole households in one order: none becomes another's meanwhile.
  store::lock_register(call);
  store::lock_members(call, {number, main});
  for (const auto& one : {number, main}) {
    HALLE_TRY(found, store::member(call, one));
    if (one.empty() || !found) return store::unknown_member(one);
    if (found->standing() == v1::STANDING_LEFT)
      return Error{Code::failed_precondition, "membership.has_left", one};
  }
  HALLE_TRY(others, store::others_of(call, number));
  HALLE_TRY(above, store::main_of(call, main));
  if (!others.empty() || !above.empty())
    return Error{Code::failed_precondition, "membership.household_nested"};
  HALLE_CHECK(store::set_main(call, number, main, today));
  // As after a renewal: a membership that ended is not held against the member any more.
  store::lift_ended_with(call, number, main, today);
  HALLE_CHECK(store::settle_holds(call, {number}));
  return Done{};
}

Result<v1::Household> Members::get_household(sdk::Call& call,
                                             const v1::GetHouseholdRequest& request) {
  if (!call.allowed("membership.member.read") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  return store::household(call, request.number());
}

Result<v1::Household> Members::set_household(sdk::Call& call,
                                             const v1::SetHouseholdRequest& request) {
  HALLE_TRY(today, store::today(call));
  if (request.main().empty()) {
    if (is_own(call, request.number()))
      return Error{Code::failed_precondition, "membership.not_for_oneself"};
    store::lock_register(call);
    store::lock_household(call, request.number());
    HALLE_CHECK(store::set_main(call, request.number(), {}, today));
  } else {
    HALLE_CHECK(join_household(call, request.number(), request.main(), today));
  }
  return store::household(call, request.number());
}

}  // namespace halle::membership
