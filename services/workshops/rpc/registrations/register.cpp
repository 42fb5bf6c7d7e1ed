#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
constexpr const char* manage = "workshops.registration.manage";
constexpr int highest_priority = 9;

/// Every reason for which the member cannot register.
Error refusal(const sdk::Call& call, const HeldSession& held, const v1::RegisterRequest& request,
              int persons) {
  Error error{Code::failed_precondition, ""};
  const auto refuse = [&](bool holds, const char* field, const std::string& reason,
                          const std::string& value = {}) {
    if (!holds) return;
    if (error.reason.empty()) error.reason = reason;
    error.fields.push_back({field, reason, value});
  };
  const auto& gate = held.gate;
  const auto closed = closed_reason(gate, call.now());
  refuse(!closed.empty(), "session", closed);
  const bool staff = call.allowed(manage);
  refuse(!staff && gate.opens_at && *gate.opens_at > call.now(), "session",
         "workshops.not_open_yet", gate.opens_at ? format_instant(*gate.opens_at) : "");
  refuse(!staff && closed.empty() && gate.closes_at && *gate.closes_at <= call.now(), "session",
         "workshops.closed");
  refuse(gate.standing && *gate.standing != membership::v1::STANDING_ACTIVE, "member",
         "workshops.member_inactive", request.member());
  refuse(persons > gate.capacity, "persons", "workshops.group_too_large",
         std::to_string(gate.capacity));
  return error;
}

Error already(const std::string& member) {
  return {Code::failed_precondition,
          "workshops.already",
          {},
          {{"member", "workshops.already", member}}};
}
}  // namespace

Result<v1::Registration> Registrations::register_(sdk::Call& call,
                                                  const v1::RegisterRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), manage));
  HALLE_TRY(session, store::session_id(request.session()));
  const int persons = request.persons() == 0 ? 1 : request.persons();
  HALLE_CHECK(check_range("persons", persons, 1, most_persons, "workshops.bad_persons"));
  HALLE_CHECK(check_range("priority", request.priority(), -highest_priority, highest_priority,
                          "workshops.bad_priority"));
  if (request.priority() != 0 && !call.allowed(manage))
    return bad_field("priority", "workshops.bad_priority", std::to_string(request.priority()));
  HALLE_TRY(held, hold(call, session, request.member()));
  // A member that is not known here yet is asked for, and the session locked anew.
  if (!held.gate.standing) {
    HALLE_CHECK(store::know(call, {request.member()}));
    HALLE_TRY(again, hold(call, session, request.member()));
    held = std::move(again);
  }
  if (auto refused = refusal(call, held, request, persons); !refused.reason.empty()) return refused;
  std::optional<std::int64_t> chosen;
  if (request.has_contribution_cents()) chosen = request.contribution_cents();
  HALLE_TRY(cents, price_for(held.gate, {persons, true, request.reduced(), chosen}));
  store::RegistrationRow row;
  row.price_cents = cents;
  row.due_at = held.gate.due_at;
  row.id = call.new_id();
  row.session_id = session;
  row.member_number = request.member();
  row.persons = persons;
  row.priority = request.priority();
  row.registered_at = call.now();
  const Listed comes{row.id, persons, row.priority, row.registered_at, std::nullopt};
  row.state = is_placed_at_once(held.places, held.list, comes, call.now())
                  ? v1::REGISTRATION_STATE_REGISTERED
                  : v1::REGISTRATION_STATE_WAITING;
  HALLE_TRY(made, store::insert_registration(call, row));
  if (!made) return already(request.member());
  emit_changed(call, row);
  if (row.state == v1::REGISTRATION_STATE_REGISTERED) HALLE_CHECK(owe_for_place(call, row));
  return message_of(row);
}

}  // namespace halle::workshops
