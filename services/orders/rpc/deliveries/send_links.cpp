#include "services/orders/rpc/deliveries/send_links.hpp"

#include "core/sdk/notices.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "services/orders/rpc/deliveries/link.hpp"
#include "services/orders/rpc/notices/kinds.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {

Result<std::map<std::string, std::string>> producers_emails(sdk::Call& call) {
  HALLE_TRY(reply, catalogue::v1::ProducersClient(call).list_contacts({}));
  std::map<std::string, std::string> emails;
  for (const auto& contact : reply.contacts()) emails[contact.name()] = contact.email();
  return emails;
}

Status send_links(sdk::Call& call, const Uuid& cycle) {
  HALLE_TRY(producers, store::delivering_producers(call, cycle));
  if (producers.empty()) return Done{};
  const Instant issued_at = call.now();
  std::vector<store::NewLink> links;
  for (const auto& producer : producers) {
    const Uuid id = call.new_id();
    const auto token = sent_token(call, id, issued_at);
    if (!token) {
      call.log("no links are sent to producers: " + token.error().reason);
      return Done{};
    }
    links.push_back({id, producer, hex(sha256(token.value()))});
  }
  const Instant ends = link_ends(issued_at);
  store::put_links(call, cycle, links, issued_at, ends);
  for (const auto& link : links) sdk::emit_notice(call, {notice::delivery, link.id.text(), ends});
  return Done{};
}

}  // namespace halle::orders
