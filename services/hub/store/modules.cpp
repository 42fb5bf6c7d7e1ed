#include "services/hub/store/modules.hpp"

namespace halle::hub::store {
namespace {
struct EnabledModule {
  std::string module;
  Instant enabled_at{};
};
HALLE_ROW(EnabledModule, module, enabled_at)
}  // namespace

Result<std::map<std::string, Instant>> enabled_modules(sdk::Call& call, bool lock) {
  if (lock) call.lock("hub.modules", call.organisation());
  HALLE_TRY(enabled, call.query<EnabledModule>(
                         "SELECT module, enabled_at FROM hub.enabled_module WHERE org_id = $1",
                         call.organisation()));
  std::map<std::string, Instant> since;
  for (const auto& one : enabled) since[one.module] = one.enabled_at;
  return since;
}

Status enable_module(sdk::Call& call, const std::string& module) {
  return call.execute(
      "INSERT INTO hub.enabled_module (org_id, module, enabled_at) VALUES ($1, $2, $3)",
      call.organisation(), module, call.now());
}

void set_for_partners(sdk::Call& call, const std::vector<std::string>& modules) {
  call.queue(
      "UPDATE hub.enabled_module SET for_partners = NOT for_partners "
      "WHERE org_id = $1 AND for_partners <> (module = ANY ($2::text[]))",
      call.organisation(), modules);
}

Status disable_module(sdk::Call& call, const std::string& module) {
  return call.execute("DELETE FROM hub.enabled_module WHERE org_id = $1 AND module = $2",
                      call.organisation(), module);
}

void begin_with(sdk::Call& call, const std::string& organisation,
                const std::vector<std::string>& modules) {
  call.queue("SELECT hub.begin_with($1, $2, $3)", organisation, modules, call.now());
}

}  // namespace halle::hub::store
