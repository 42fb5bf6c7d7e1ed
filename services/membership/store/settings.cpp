#include "services/membership/store/settings.hpp"

namespace halle::membership::store {
namespace {
struct SettingRow {
  std::optional<int> suspend_after_days;
  bool suspend_when_late = false;
  bool applications = false;
};
HALLE_ROW(SettingRow, suspend_after_days, suspend_when_late, applications)
}  // namespace

Result<v1::Settings> settings(sdk::Call& call) {
  HALLE_TRY(row, call.find<SettingRow>("SELECT suspend_after_days, suspend_when_late, applications "
                                       "FROM membership.setting WHERE org_id = $1",
                                       call.organisation()));
  v1::Settings settings;
  if (!row) return settings;
  if (row->suspend_after_days) settings.set_suspend_after_days(*row->suspend_after_days);
  settings.set_suspend_when_late(row->suspend_when_late);
  settings.set_applications(row->applications);
  return settings;
}

void set_settings(sdk::Call& call, const v1::Settings& settings) {
  const auto days = settings.has_suspend_after_days()
                        ? std::optional<int>(settings.suspend_after_days())
                        : std::nullopt;
  call.queue(
      "INSERT INTO membership.setting (org_id, suspend_after_days, suspend_when_late, "
      "applications) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id) DO UPDATE SET suspend_after_days = "
      "excluded.suspend_after_days, suspend_when_late = excluded.suspend_when_late, "
      "applications = excluded.applications",
      call.organisation(), days, settings.suspend_when_late(), settings.applications());
}

}  // namespace halle::membership::store
