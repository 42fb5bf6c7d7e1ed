#include "services/membership/store/settings.hpp"

#include "services/membership/rpc/services.hpp"

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
  store::set_settings(call, wanted);
  return store::settings(call);
}

}  // namespace halle::membership
