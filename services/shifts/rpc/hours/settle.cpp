#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/hours/ledger.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
namespace {
constexpr int at_once = 500;
}  // namespace

Result<v1::SettleReply> Hours::settle(sdk::Call& call, const v1::SettleRequest& /*request*/) {
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  // A day may change how a member stands, and end a period.
  HALLE_TRY(due, store::due_members(call, now, at_once));
  v1::SettleReply reply;
  if (due.empty()) {
    call.rollback();  // nothing happened: leaves no trace in operations and audit
    return reply;
  }
  store::lock_members(call, due);
  store::follow_regular(call, day_text(now));
  HALLE_TRY(entries, store::settle(call, due, zone));
  reply.set_entries(entries);
  return reply;
}

}  // namespace halle::shifts
