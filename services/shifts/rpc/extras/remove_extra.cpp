#include "core/base/text/text.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/extras/source.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"

namespace halle::shifts {

Result<store::Source> source_of(const sdk::Call& call, const std::string& id) {
  if (!call.allowed("shifts.shift.manage"))
    return Error{Code::permission_denied, "halle.not_allowed"};
  const auto source = Uuid::parse(id);
  if (!source) return bad_field("source", "shifts.bad_source", id);
  return store::Source{std::string(call.module()), *source};
}

Status is_not_of_module(sdk::Call& call, const store::Key& key) {
  HALLE_TRY(module, store::module_of(call, key));
  if (module.empty()) return Done{};
  return Error{Code::failed_precondition, "shifts.of_module"};
}

Result<v1::RemoveExtraReply> Extras::remove(sdk::Call& call,
                                            const v1::RemoveExtraRequest& request) {
  HALLE_TRY(source, source_of(call, request.source()));
  HALLE_CHECK(check_text("reason", request.reason(), 200, true));
  store::lock_source(call, source);
  HALLE_TRY(key, store::extra_of(call, source));
  if (!key) return v1::RemoveExtraReply{};
  store::lock_shift(call, *key);
  HALLE_TRY(state, store::state(call, *key));
  if (state.begun || state.cancelled) return v1::RemoveExtraReply{};
  store::set_cancelled(call, *key, true, trim(request.reason()));
  HALLE_TRY(members, store::free_all(call, *key));
  tell(call, notice::called_off, {{key->text(), {state.starts_at, members}}});
  return v1::RemoveExtraReply{};
}

}  // namespace halle::shifts
