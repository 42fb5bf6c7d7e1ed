#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/visitors/take_in.hpp"
#include "services/workshops/store/people/visitors.hpp"
#include "services/workshops/store/reports/reports.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
v1::Registration reply(const store::RegistrationRow& row, const VisitorInput& person) {
  auto out = message_of(row);
  out.mutable_visitor()->set_name(person.name);
  out.mutable_visitor()->set_email(person.email);
  out.mutable_visitor()->set_telephone(person.telephone);
  return out;
}
}  // namespace

Result<v1::Registration> Visitors::add(sdk::Call& call, const v1::AddVisitorRequest& request) {
  HALLE_TRY(session, store::session_id(request.session()));
  const auto& given = request.visitor();
  HALLE_TRY(person,
            read_visitor({given.name(), given.email(), given.telephone(), request.post_code()}));
  const int persons = request.persons() == 0 ? 1 : request.persons();
  HALLE_CHECK(check_range("persons", persons, 1, most_persons, "workshops.bad_persons"));
  HALLE_TRY(held, hold(call, session));
  if (auto closed = closed_reason(held.gate, call.now()); !closed.empty())
    return Error{Code::failed_precondition, closed};
  Wanted wanted{person, {persons, false, request.reduced(), std::nullopt}};
  if (request.has_contribution_cents()) wanted.group.chosen_cents = request.contribution_cents();
  HALLE_TRY(row, write_down(call, held, wanted));
  HALLE_CHECK(confirm_registration(call, held, row));
  return reply(row, person);
}

Result<v1::Registration> Visitors::confirm(sdk::Call& call,
                                           const v1::ConfirmVisitorRequest& request) {
  const Error unknown{Code::failed_precondition, "workshops.not_unconfirmed"};
  const auto id = Uuid::parse(request.registration());
  if (!id) return unknown;
  HALLE_TRY(found, store::registration(call, *id));
  if (!found) return unknown;
  HALLE_TRY(held, hold(call, found->session_id));
  HALLE_TRY(row, store::registration(call, *id));  // as it is under the lock
  if (!row) return unknown;
  if (auto closed = closed_reason(held.gate, call.now()); !closed.empty())
    return Error{Code::failed_precondition, closed};
  HALLE_CHECK(confirm_registration(call, held, *row));
  return message_of(*row);
}

Result<v1::ForgetVisitorsReply> Visitors::forget(sdk::Call& call,
                                                 const v1::ForgetVisitorsRequest& /*request*/) {
  v1::ForgetVisitorsReply reply;
  HALLE_TRY(deleted, store::delete_old_unconfirmed(call, call.now() - confirmation_life));
  store::keep_counts(call, call.now() - visitor_life);
  HALLE_TRY(forgotten, store::forget_visitors(call, call.now() - visitor_life));
  HALLE_TRY(forms, store::delete_forms(call, call.now() - form_life));
  reply.set_deleted(deleted);
  reply.set_forgotten(forgotten);
  if (deleted + forgotten + forms == 0) call.rollback();  // nothing happened: leaves no trace
  return reply;
}

}  // namespace halle::workshops
