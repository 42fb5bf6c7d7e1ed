#include "services/membership/rpc/services.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {

Result<v1::Settings> Members::get_settings(sdk::Call& call,
                                           const v1::GetSettingsRequest& /*request*/) {
  return store::settings(call);
}

Result<v1::Settings> Members::set_settings(sdk::Call& call, const v1::SetSettingsRequest& request) {
  const auto& wanted = request.settings();
  if (wanted.suspend_after_days() < 0 || wanted.suspend_after_days() > 366)
    return bad_field("suspend_after_days", "membership.bad_days",
                     std::to_string(wanted.suspend_after_days()));
  const auto days = wanted.has_suspend_after_days()
                        ? std::optional<int>(wanted.suspend_after_days())
                        : std::nullopt;
  call.queue(
      "INSERT INTO membership.setting (org_id, suspend_after_days, suspend_when_late, "
      "applications) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id) DO UPDATE SET suspend_after_days = "
      "excluded.suspend_after_days, suspend_when_late = excluded.suspend_when_late, "
      "applications = excluded.applications",
      call.organisation(), days, wanted.suspend_when_late(), wanted.applications());
  return store::settings(call);
}

}  // namespace halle::membership
