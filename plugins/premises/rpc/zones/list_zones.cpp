#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/rpc/zones/zone_messages.hpp"
#include "plugins/premises/store/shares.hpp"

namespace halle::premises {
namespace {
/// Adds what the partners for which the caller acts have used of their shares.
Status add_shares(sdk::Call& call, const Caller& caller, v1::ListZonesReply& reply) {
  std::vector<Uuid> associations;
  for (const auto& one : caller.acts_for) associations.push_back(one.id);
  if (associations.empty()) return Done{};
  HALLE_TRY(shares, store::shares_of(call, associations));
  for (const auto& share : shares) {
    auto& out = *reply.add_shares();
    out.set_zone(share.zone_id.text());
    if (const auto* association = caller.find(share.acting_org))
      out.set_association(association->code);
    out.set_year(share.year);
    out.set_minutes(static_cast<int>(share.minutes));
  }
  return Done{};
}
}  // namespace

Result<v1::ListZonesReply> Zones::list(sdk::Call& call, const v1::ListZonesRequest& /*request*/) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(rules, store::written_rules(call));
  v1::ListZonesReply reply;
  for (const auto& zone : zones.in_order())
    *reply.add_zones() = message_of(zone, zones, rules, caller, call.now());
  for (const auto& one : caller.choices()) *reply.add_acting() = message_of(one);
  HALLE_CHECK(add_shares(call, caller, reply));
  if (!caller.manages) return reply;
  *reply.add_associations() = message_of(caller.host);
  for (const auto& partner : caller.partners)
    if (caller.has_time(partner.id, call.now())) *reply.add_associations() = message_of(partner);
  return reply;
}

}  // namespace halle::premises
