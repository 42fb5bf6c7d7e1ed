#include "services/orders/rpc/cycles/tell_closed.hpp"

#include "core/sdk/notices.hpp"
#include "services/orders/rpc/deliveries/send_links.hpp"
#include "services/orders/rpc/notices/kinds.hpp"
#include "services/orders/store/notices.hpp"

namespace halle::orders {

Status tell_closed(sdk::Call& call, const Uuid& cycle, const store::Sheets& sheets) {
  std::vector<std::string> members;
  for (const auto& [member, cents] : sheets.owed) members.push_back(member);
  HALLE_TRY(until, store::week_after_pickup(call, cycle, call.zone()));
  sdk::emit_notice(call, {notice::slip, cycle.text(), until}, members);
  return send_links(call, cycle);
}

}  // namespace halle::orders
