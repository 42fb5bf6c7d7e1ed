#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/registrations/take_place.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
/// The number of the member whose registration is named; empty for a visitor.
Result<std::string> member_of(sdk::Call& call, const Uuid& session,
                              const v1::AcceptRequest& request) {
  if (!request.member().empty()) return request.member();
  HALLE_TRY(row, named_registration(call, session, "", request.registration()));
  return row ? row->member_number.value_or("") : std::string{};
}
}  // namespace

Result<v1::Registration> Registrations::accept(sdk::Call& call, const v1::AcceptRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "workshops.registration.manage"));
  HALLE_TRY(session, store::session_id(request.session()));
  HALLE_TRY(member, member_of(call, session, request));
  HALLE_TRY(held, hold(call, session, member));
  HALLE_TRY(row, named_registration(call, session, request.member(), request.registration()));
  if (row && row->state == v1::REGISTRATION_STATE_REGISTERED) return message_of(*row);
  if (auto closed = closed_reason(held.gate, call.now()); !closed.empty())
    return Error{Code::failed_precondition, closed};
  if (!row) return Error{Code::failed_precondition, "workshops.not_offered"};
  if (held.gate.standing && *held.gate.standing != membership::v1::STANDING_ACTIVE)
    return store::inactive_member(member);
  HALLE_CHECK(take_place(call, held, *row));
  return message_of(*row);
}

}  // namespace halle::workshops
