#include "core/base/text/text.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/sessions/session_messages.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops {
namespace {
/// The id of the session that the calling module has for its thing.
Result<Uuid> id_for(const sdk::Call& call, const std::string& source) {
  const auto thing = Uuid::parse(source);
  if (!thing) return bad_field("source", "workshops.bad_source", source);
  return derive_uuid(*thing, "workshops.session/" + std::string(call.module()));
}

Status check_rights(const sdk::Call& call) {
  if (call.allowed("workshops.session.manage")) return Done{};
  return Error{Code::permission_denied, "halle.not_allowed"};
}

/// The session of that id, if there is one.
Result<std::optional<store::SessionRow>> find(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(rows, store::sessions(call, std::vector{id}));
  if (rows.empty()) return std::optional<store::SessionRow>{};
  return std::optional(rows.front());
}

/// The id of the workshop with that title, which is added if there is none.
Result<std::string> workshop_titled(sdk::Call& call, const std::string& title,
                                    const std::string& theme) {
  HALLE_TRY(known, store::workshops(call));
  for (const auto& one : known)
    if (fold(one.title) == fold(title)) return one.id.text();
  v1::SetWorkshopRequest request;
  request.mutable_workshop()->set_title(title);
  request.mutable_workshop()->set_theme(theme);
  HALLE_TRY(added, Workshops().set(call, request));
  return added.id();
}

Result<v1::Session> add(sdk::Call& call, const Uuid& id,
                        const v1::SetExtraSessionRequest& request) {
  HALLE_TRY(workshop, workshop_titled(call, request.title(), request.theme()));
  auto details = request.details();
  details.set_workshop(workshop);
  details.clear_leaders();  // members whom this module may not know yet
  details.clear_zone();     // the module that asks holds it, and has helpers of its own
  details.clear_helpers();
  HALLE_TRY(values, read_details(call, details));
  values.id = id;
  const auto state = request.publish() ? v1::SESSION_STATE_PUBLISHED : v1::SESSION_STATE_DRAFT;
  HALLE_CHECK(store::insert_session(call, values, state));
  if (request.publish()) emit_changed(call, id, state, values.starts_at);
  HALLE_TRY(row, store::session(call, id));
  return message_of(row);
}
}  // namespace

Result<v1::Session> ExtraSessions::set(sdk::Call& call, const v1::SetExtraSessionRequest& request) {
  HALLE_CHECK(check_rights(call));
  HALLE_TRY(id, id_for(call, request.source()));
  store::lock_titles(call);  // and so one call after the other adds a session
  HALLE_TRY(known, find(call, id));
  if (!known) return add(call, id, request);
  if (known->state == v1::SESSION_STATE_CANCELLED)
    return Error{Code::failed_precondition, "workshops.cancelled"};
  if (!request.publish() || known->state == v1::SESSION_STATE_PUBLISHED) return message_of(*known);
  call.rollback();
  v1::PublishSessionRequest publish;
  publish.set_session(id.text());
  return Sessions().publish(call, publish);
}

Result<v1::RemoveExtraSessionReply> ExtraSessions::remove(
    sdk::Call& call, const v1::RemoveExtraSessionRequest& request) {
  HALLE_CHECK(check_rights(call));
  HALLE_TRY(id, id_for(call, request.source()));
  HALLE_TRY(known, find(call, id));
  call.rollback();
  if (!known || known->state == v1::SESSION_STATE_CANCELLED || known->starts_at <= call.now())
    return v1::RemoveExtraSessionReply{};
  v1::CancelSessionRequest cancel;
  cancel.set_session(id.text());
  cancel.set_reason(request.reason());
  const auto cancelled = Sessions().cancel(call, cancel);
  // Another call may have cancelled it meanwhile.
  if (!cancelled && cancelled.error().reason != "workshops.cancelled") return cancelled.error();
  return v1::RemoveExtraSessionReply{};
}

}  // namespace halle::workshops
