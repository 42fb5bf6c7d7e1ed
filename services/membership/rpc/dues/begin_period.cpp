#include "services/membership/rpc/dues/begin_period.hpp"

#include <algorithm>

#include "services/membership/store/dues/grids.hpp"
#include "services/membership/store/members/household.hpp"

namespace halle::membership {

Status check_not_own(sdk::Call& call, const std::string& number) {
  const std::string own(call.subject());
  if (own.empty()) return Done{};
  HALLE_TRY(main, store::main_of(call, own));
  if (number == own || number == main)
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  return Done{};
}

Result<std::string> begin_period(sdk::Call& call, const std::string& number,
                                 const std::string& bracket, v1::Means means, Day today) {
  if (!v1::Means_IsValid(means)) return bad_field("means", "membership.bad_means");
  if (means != v1::MEANS_UNSPECIFIED) HALLE_CHECK(check_not_own(call, number));
  HALLE_TRY(grids, store::grids(call, today));
  if (!grids.has_current()) return Error{Code::failed_precondition, "membership.no_grid"};
  const auto& grid = grids.current();
  const auto chosen = std::find_if(grid.brackets().begin(), grid.brackets().end(),
                                   [&](const auto& one) { return one.name() == bracket; });
  if (chosen == grid.brackets().end())
    return bad_field("bracket", "membership.bracket_unknown", bracket);
  HALLE_TRY(until, store::last_day(call, number));
  const auto days = next_period(static_cast<PeriodRule>(grid.rule()), today, until);
  if (!days)
    return Error{Code::failed_precondition, "membership.too_early",
                 day_text(renewable_from(*until))};
  store::lock_pot(call);
  HALLE_TRY(id, store::add_period(call, {number, *days, *chosen, grid.target_cents()}));
  if (means == v1::MEANS_UNSPECIFIED) return id;
  HALLE_TRY(period, store::period(call, id));
  HALLE_CHECK(store::pay_period(call, period, means, today));
  return id;
}

}  // namespace halle::membership
