#include "plugins/notify_email/domain/server.hpp"
#include "plugins/notify_email/rpc/services.hpp"

namespace halle::notify_email {

Result<kernel::v1::CanDeliverReply> Notices::can_deliver(
    sdk::Call& call, const kernel::v1::CanDeliverRequest& /*request*/) {
  HALLE_TRY(configuration, call.configuration());
  kernel::v1::CanDeliverReply reply;
  reply.set_can(read_server(configuration).usable());
  return reply;
}

}  // namespace halle::notify_email
