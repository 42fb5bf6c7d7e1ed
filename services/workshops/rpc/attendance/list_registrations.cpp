#include <map>

#include "services/workshops/rpc/attendance/staff.hpp"
#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/people/visitors.hpp"
#include "services/workshops/store/registrations/dues.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
/// Visitors as they are shown, by id.
using ShownVisitors = std::map<Uuid, v1::Visitor>;

Result<ShownVisitors> visitors_of(sdk::Call& call, const Uuid& session, bool with_contact) {
  HALLE_TRY(rows, store::visitors(call, session));
  ShownVisitors all;
  for (const auto& row : rows) {
    auto& visitor = all[row.id];
    visitor.set_name(row.name);
    if (!with_contact) continue;
    visitor.set_email(row.email);
    visitor.set_telephone(row.telephone);
  }
  return all;
}

/// Adds the names of members, as membership tells them.
void add_names(sdk::Call& call, v1::ListRegistrationsReply& reply) {
  std::vector<std::string> numbers;
  for (const auto& one : reply.registrations())
    if (!one.member().empty()) numbers.push_back(one.member());
  if (numbers.empty()) return;
  const auto names = store::names_of(call, numbers);
  for (auto& one : *reply.mutable_registrations())
    if (const auto found = names.find(one.member()); found != names.end())
      one.set_member_name(found->second);
}
}  // namespace

Result<Staff> staff_of(sdk::Call& call, const Uuid& session) {
  Staff staff;
  staff.manages = call.allowed("workshops.registration.manage");
  staff.marks = call.allowed("workshops.attendance.mark");
  staff.takes = call.allowed("workshops.due.take");
  HALLE_TRY(leads, store::leads(call, session, call.subject()));
  staff.leads = leads;
  return staff;
}

Result<v1::ListRegistrationsReply> Registrations::list(
    sdk::Call& call, const v1::ListRegistrationsRequest& request) {
  HALLE_TRY(id, store::session_id(request.session()));
  HALLE_TRY(staff, staff_of(call, id));
  if (!staff.may_list()) return store::unknown_session(request.session());
  HALLE_TRY(session, store::session(call, id));
  if (!session.was_published && !call.allowed("workshops.session.manage"))
    return store::unknown_session(request.session());
  const bool reach =
      staff.may_reach() || (staff.marks && call.now() >= session.starts_at - marked_from);
  HALLE_TRY(rows, store::registrations(call, id));
  HALLE_TRY(visitors, visitors_of(call, id, reach));
  HALLE_TRY(paid, store::paid(call, id));
  std::map<Uuid, std::int64_t> cents;
  for (const auto& one : paid) cents[one.registration_id] = one.cents;
  v1::ListRegistrationsReply reply;
  for (const auto& row : rows) {
    auto& out = *reply.add_registrations();
    out = message_of(row);
    out.set_paid_cents(cents[row.id]);
    if (row.visitor_id) *out.mutable_visitor() = visitors.at(*row.visitor_id);
  }
  if (reach) add_names(call, reply);
  return reply;
}

}  // namespace halle::workshops
