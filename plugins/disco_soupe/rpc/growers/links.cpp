#include "plugins/disco_soupe/store/links.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/rpc/surplus/telling.hpp"
#include "plugins/disco_soupe/store/lots.hpp"

namespace halle::disco_soupe {
namespace {
constexpr int key_bytes = 24;
constexpr int most_links = 100;

Error unknown_link(const std::string& id) {
  return not_found("link", "disco_soupe.link_unknown", id);
}

v1::GrowerLink message_of(const store::LinkRow& row) {
  v1::GrowerLink out;
  out.set_id(row.id.text());
  out.set_name(row.name);
  sdk::set_timestamp(*out.mutable_made_at(), row.made_at);
  return out;
}
}  // namespace

Result<v1::OpenLinkReply> Growers::open_link(sdk::Call& call, const v1::OpenLinkRequest& request) {
  HALLE_CHECK(check_name("name", request.name(), "disco_soupe.bad_name"));
  const std::string key = random_hex(key_bytes);
  const store::LinkRow link{call.new_id(), trim(request.name()), call.now()};
  HALLE_TRY(added, store::add_link(call, link, key, most_links));
  if (!added) return Error{Code::resource_exhausted, "disco_soupe.too_many_links"};
  v1::OpenLinkReply reply;
  *reply.mutable_link() = message_of(link);
  reply.set_path("/a/" + call.organisation_code() + "/surplus/" + key);
  return reply;
}

Result<v1::ListLinksReply> Growers::list_links(sdk::Call& call,
                                               const v1::ListLinksRequest& /*request*/) {
  HALLE_TRY(rows, store::links(call));
  v1::ListLinksReply reply;
  for (const auto& row : rows) *reply.add_links() = message_of(row);
  return reply;
}

Result<v1::CloseLinkReply> Growers::close_link(sdk::Call& call,
                                               const v1::CloseLinkRequest& request) {
  const auto id = Uuid::parse(request.link());
  if (!id) return unknown_link(request.link());
  HALLE_TRY(closed, store::close_link(call, *id));
  if (!closed) return unknown_link(request.link());
  if (request.withdraw()) HALLE_CHECK(store::withdraw_lots(call, *id));
  return v1::CloseLinkReply{};
}

}  // namespace halle::disco_soupe
