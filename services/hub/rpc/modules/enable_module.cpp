#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
Error refused(const std::string& reason, const std::string& titles) {
  Error error = bad_field("module", reason, titles);
  error.code = Code::failed_precondition;
  return error;
}

std::set<std::string> ids_of(const std::map<std::string, Instant>& since) {
  std::set<std::string> ids;
  for (const auto& [id, at] : since) ids.insert(id);
  return ids;
}

bool is_essential(const std::vector<Need>& modules, const std::string& id) {
  for (const auto& module : modules)
    if (module.id == id) return module.essential;
  return false;
}
}  // namespace

Result<v1::EnableModuleReply> Modules::enable(sdk::Call& call,
                                              const v1::EnableModuleRequest& request) {
  HALLE_TRY(described, all_modules(call));
  const auto modules = needs_of(described);
  const auto& id = request.module();
  HALLE_CHECK(check_known(modules, id));
  HALLE_TRY(since, store::enabled_modules(call, true));
  v1::EnableModuleReply reply;
  if (is_essential(modules, id) || since.contains(id)) return reply;
  if (const auto lacked = lacking(modules, id, ids_of(since)); !lacked.empty())
    return refused("hub.module_needs", lacked);
  HALLE_CHECK(store::enable_module(call, id));
  store::set_for_partners(call, for_partners(described));
  v1::ModuleEnabled event;
  event.set_module(id);
  call.emit(event, id);
  store::drop_identities(call);
  reply.set_changed(true);
  return reply;
}

Result<v1::DisableModuleReply> Modules::disable(sdk::Call& call,
                                                const v1::DisableModuleRequest& request) {
  HALLE_TRY(described, all_modules(call));
  const auto modules = needs_of(described);
  const auto& id = request.module();
  HALLE_CHECK(check_known(modules, id));
  if (is_essential(modules, id)) return refused("hub.module_essential", titles(modules, {id}));
  HALLE_TRY(since, store::enabled_modules(call, true));
  v1::DisableModuleReply reply;
  if (!since.contains(id)) return reply;
  if (const auto others = needing(modules, id, ids_of(since)); !others.empty())
    return refused("hub.module_needed", titles(modules, others));
  HALLE_CHECK(store::disable_module(call, id));
  v1::ModuleDisabled event;
  event.set_module(id);
  call.emit(event, id);
  store::drop_identities(call);
  reply.set_changed(true);
  return reply;
}

}  // namespace halle::hub
