#include "core/base/text/text.hpp"
#include "services/membership/domain/fees.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/grids.hpp"

namespace halle::membership {
namespace {
Result<v1::GridReply> reply_of(sdk::Call& call, Day today) {
  HALLE_TRY(reply, store::grids(call, today));
  if (call.allowed("membership.dues.take")) {
    HALLE_TRY(cents, store::pot_cents(call));
    reply.set_pot_cents(cents);
  }
  return reply;
}
}  // namespace

Result<v1::GridReply> Dues::get_grid(sdk::Call& call, const v1::GetGridRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  return reply_of(call, today);
}

Result<v1::GridReply> Dues::set_grid(sdk::Call& call, const v1::SetGridRequest& request) {
  const auto& wanted = request.grid();
  const auto from = read_day(wanted.from());
  if (!from) return bad_field("from", "membership.bad_day", wanted.from());
  if (wanted.rule() != v1::PERIOD_RULE_ONE_YEAR && wanted.rule() != v1::PERIOD_RULE_CIVIL_YEAR)
    return bad_field("rule", "membership.bad_rule");
  FeeGrid grid{wanted.target_cents(), {}};
  for (const auto& one : wanted.brackets())
    grid.brackets.push_back({trim(one.name()), one.cents()});
  HALLE_CHECK(check_grid(grid));
  call.lock("membership.grid", call.organisation());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(known, store::grids(call, today));
  if (known.has_current() && *from < today)
    return bad_field("from", "membership.grid_too_early", wanted.from());
  store::set_grid(call, *from, wanted.rule(), grid);
  return reply_of(call, today);
}

}  // namespace halle::membership
