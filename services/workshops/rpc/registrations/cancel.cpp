#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
constexpr const char* manage = "workshops.registration.manage";

Error not_registered() {
  return {Code::failed_precondition, "workshops.not_registered"};
}
}  // namespace

Result<v1::Registration> Registrations::cancel(sdk::Call& call, const v1::CancelRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), manage));
  HALLE_TRY(session, store::session_id(request.session()));
  HALLE_TRY(held, hold(call, session));
  if (auto closed = closed_reason(held.gate, call.now()); !closed.empty())
    return Error{Code::failed_precondition, closed};
  HALLE_TRY(found, named_registration(call, session, request.member(), request.registration()));
  if (!found) return not_registered();
  auto& row = *found;
  HALLE_CHECK(end_registration(call, held, row,
                               row.state == v1::REGISTRATION_STATE_OFFERED
                                   ? store::Ended::declined
                                   : store::Ended::given_back));
  row.state = v1::REGISTRATION_STATE_CANCELLED;
  row.until.reset();
  return message_of(row);
}

}  // namespace halle::workshops
