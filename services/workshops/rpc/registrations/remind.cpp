#include "services/workshops/rpc/notices/tell.hpp"
#include "services/workshops/rpc/services.hpp"

namespace halle::workshops {

Result<v1::RemindReply> Registrations::remind(sdk::Call& call,
                                              const v1::RemindRequest& /*request*/) {
  HALLE_TRY(reminded, store::remind(call));
  v1::RemindReply reply;
  reply.set_reminded(static_cast<int>(reminded.size()));
  if (reminded.empty()) call.rollback();  // nothing happened: leaves no trace
  // Compose drops those of sessions that have begun.
  tell(call, notice::reminder, reminded, call.now() + std::chrono::days(1));
  return reply;
}

}  // namespace halle::workshops
