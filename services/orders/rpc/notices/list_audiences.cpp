#include "services/orders/rpc/services.hpp"
#include "services/orders/store/notices.hpp"

namespace halle::orders {
namespace {
Status add(sdk::Call& call, const std::string& wanted, const char* id, const char* words,
           bool unconfirmed, kernel::v1::ListAudiencesReply& reply) {
  if (!wanted.empty() && wanted != id) return Done{};
  HALLE_TRY(members, store::members_with_order(call, unconfirmed));
  auto& audience = *reply.add_audiences();
  audience.set_id(id);
  audience.set_words(words);
  audience.set_size(static_cast<int>(members.size()));
  if (!wanted.empty()) audience.mutable_subjects()->Add(members.begin(), members.end());
  return Done{};
}
}  // namespace

Result<kernel::v1::ListAudiencesReply> Notices::list_audiences(
    sdk::Call& call, const kernel::v1::ListAudiencesRequest& request) {
  const auto& wanted = request.audience();
  kernel::v1::ListAudiencesReply reply;
  HALLE_CHECK(add(call, wanted, "orders.this_week", "audience.this_week", false, reply));
  HALLE_CHECK(add(call, wanted, "orders.unconfirmed", "audience.unconfirmed", true, reply));
  return reply;
}

}  // namespace halle::orders
