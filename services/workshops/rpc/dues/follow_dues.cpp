#include "halle/orders/v1/orders.halle.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/registrations/dues.hpp"

namespace halle::workshops {
namespace {
constexpr std::chrono::minutes postponed{1};
constexpr int most_at_once = 200;

/// Posts to orders, outside of a transaction. UNIMPLEMENTED: the association does not use orders,
/// and has no accounts.
Status post(sdk::Call& call, const store::DueRow& due) {
  orders::v1::PostRequest request;
  request.set_due(due.id.text());
  if (due.member_number)
    request.set_member(*due.member_number);
  else
    request.set_person(due.registration_id.text());
  request.set_cents(due.cents);
  request.set_means(due.means.value_or(membership::v1::MEANS_UNSPECIFIED));
  HALLE_TRY(posted, orders::v1::AccountsClient(call).post(request));
  (void)posted;  // false: an earlier attempt had posted it
  return Done{};
}
}  // namespace

Result<v1::FollowedReply> Followed::on_due_changed(sdk::Call& call, const v1::DueChanged& event) {
  HALLE_TRY(due, store::due(call, event.due()));
  call.rollback();  // orders is asked outside of a transaction
  if (!due) return v1::FollowedReply{};
  const auto posted = post(call, *due);
  if (!posted && posted.error().code == Code::unimplemented) return v1::FollowedReply{};
  if (!posted) return posted.error();
  HALLE_CHECK(store::note_posted(call, {due->id}));
  return v1::FollowedReply{};
}

Result<v1::PostDuesReply> Registrations::post_dues(sdk::Call& call,
                                                   const v1::PostDuesRequest& /*request*/) {
  HALLE_TRY(dues, store::unposted(call, call.now() - postponed, most_at_once));
  call.rollback();
  std::vector<Uuid> posted;
  for (const auto& due : dues) {
    const auto done = post(call, due);
    if (done)
      posted.push_back(due.id);
    else if (done.error().code == Code::unimplemented)
      break;
    else
      call.log("due " + due.id.text() + " is not posted: " + done.error().reason);
  }
  v1::PostDuesReply reply;
  reply.set_posted(static_cast<int>(posted.size()));
  if (!posted.empty()) HALLE_CHECK(store::note_posted(call, posted));
  return reply;
}

}  // namespace halle::workshops
