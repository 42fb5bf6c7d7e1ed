#include "core/sdk/time.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/store/feeds.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises {
namespace {
constexpr int key_bytes = 24;
constexpr int most_feeds = 100;  // of an association

Error unknown_feed(const std::string& id) {
  return not_found("feed", "premises.feed_unknown", id);
}

/// The associations whose feeds the caller handles; no list: all.
std::optional<std::vector<Uuid>> handled(const Caller& caller) {
  if (caller.manages) return std::nullopt;
  std::vector<Uuid> all;
  for (const auto& one : caller.choices()) all.push_back(one.id);
  return all;
}
}  // namespace

Result<v1::OpenFeedReply> Feeds::open(sdk::Call& call, const v1::OpenFeedRequest& request) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(association, choose(caller, request.association()));
  if (association.id != caller.host.id && !caller.is_current(association.id))
    return not_found("association", "premises.association_unknown", association.code);
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(zone, store::zone_of(zones, "zone", request.zone()));
  const std::string key = random_hex(key_bytes);
  HALLE_TRY(added, store::add_feed(
                       call, {call.new_id(), zone, association.id, account_of(call), call.now()},
                       key, most_feeds));
  if (!added) return Error{Code::resource_exhausted, "premises.too_many_feeds"};
  v1::OpenFeedReply reply;
  reply.set_path("/a/" + call.organisation_code() + "/locaux/" + key);
  return reply;
}

Result<v1::ListFeedsReply> Feeds::list(sdk::Call& call, const v1::ListFeedsRequest& /*request*/) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(feeds, store::feeds(call));
  v1::ListFeedsReply reply;
  for (const auto& feed : feeds) {
    if (!caller.manages && !caller.acts(feed.acting_org)) continue;
    auto& out = *reply.add_feeds();
    out.set_id(feed.id.text());
    out.set_zone(feed.zone_id.text());
    if (const auto* association = caller.find(feed.acting_org))
      *out.mutable_association() = message_of(*association);
    out.set_titles(feed.maker && feed.acting_org == caller.host.id);
    sdk::set_timestamp(*out.mutable_made_at(), feed.made_at);
  }
  return reply;
}

Result<v1::CloseFeedReply> Feeds::close(sdk::Call& call, const v1::CloseFeedRequest& request) {
  HALLE_TRY(caller, caller_of(call));
  const auto id = Uuid::parse(request.feed());
  if (!id) return unknown_feed(request.feed());
  HALLE_TRY(removed, store::remove_feed(call, *id, handled(caller)));
  if (!removed) return unknown_feed(request.feed());
  return v1::CloseFeedReply{};
}

}  // namespace halle::premises
