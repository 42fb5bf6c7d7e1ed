#include "services/hub/store/modules.hpp"

namespace halle::hub::store {

Result<std::map<std::string, Instant>> enabled_modules(sdk::Call& call, bool lock) {
  if (lock)
    call.queue("SELECT pg_advisory_xact_lock(hashtextextended('hub.modules ' || $1::text, 0))",
               call.organisation());
  HALLE_TRY(rows, call.query("SELECT module, enabled_at FROM hub.enabled_module WHERE org_id = $1",
                             call.organisation()));
  std::map<std::string, Instant> since;
  for (std::size_t r = 0; r < rows.size(); ++r) since[rows[r].text(0)] = rows[r].instant(1);
  return since;
}

void begin_with(sdk::Call& call, const std::string& organisation,
                const std::vector<std::string>& modules) {
  call.queue("SELECT hub.begin_with($1, $2, $3)", organisation, modules, call.now());
}

}  // namespace halle::hub::store
