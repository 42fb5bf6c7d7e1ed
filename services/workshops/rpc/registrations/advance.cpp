#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/services.hpp"

namespace halle::workshops {
namespace {
constexpr int most_sessions = 50;  // that one transaction locks; the next run takes the others
}  // namespace

Result<v1::AdvanceReply> Registrations::advance(sdk::Call& call,
                                                const v1::AdvanceRequest& /*request*/) {
  HALLE_TRY(sessions, store::lock_sessions_to_advance(call, most_sessions));
  v1::AdvanceReply reply;
  for (const auto& session : sessions) {
    HALLE_TRY(held, hold(call, session));
    if (held.moved) reply.set_moved(reply.moved() + 1);
  }
  if (reply.moved() == 0) call.rollback();  // nothing happened: leaves no trace
  return reply;
}

}  // namespace halle::workshops
