#include <algorithm>

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"

namespace halle::hub {

Result<kernel::v1::DescribeModulesReply> all_modules(sdk::Call& call) {
  return kernel::v1::ModulesClient(call).describe({});
}

std::vector<Need> needs_of(const kernel::v1::DescribeModulesReply& described) {
  std::vector<Need> modules;
  for (const auto& module : described.modules())
    modules.push_back({module.id(),
                       module.title().empty() ? module.id() : module.title(),
                       {module.needs().begin(), module.needs().end()},
                       module.essential()});
  return modules;
}

std::vector<std::string> for_partners(const kernel::v1::DescribeModulesReply& described) {
  std::vector<std::string> modules;
  for (const auto& module : described.modules())
    if (std::any_of(module.permissions().begin(), module.permissions().end(), [](const auto& one) {
          return std::count(one.roles().begin(), one.roles().end(), "partner") > 0;
        }))
      modules.push_back(module.id());
  return modules;
}

Status check_known(const std::vector<Need>& modules, const std::string& id) {
  if (std::any_of(modules.begin(), modules.end(),
                  [&](const Need& module) { return module.id == id; }))
    return Done{};
  return bad_field("module", "hub.module_unknown", id);
}

Result<v1::ListModulesReply> Modules::list(sdk::Call& call,
                                           const v1::ListModulesRequest& /*request*/) {
  HALLE_TRY(described, all_modules(call));
  HALLE_TRY(since, store::enabled_modules(call));
  const auto modules = needs_of(described);
  std::set<std::string> enabled;
  for (const auto& [id, at] : since) enabled.insert(id);
  v1::ListModulesReply reply;
  for (const auto& module : described.modules()) {
    auto* out = reply.add_modules();
    *out->mutable_description() = module;
    const auto at = since.find(module.id());
    out->set_enabled(module.essential() || at != since.end());
    if (at != since.end()) sdk::set_timestamp(*out->mutable_enabled_at(), at->second);
    for (const auto& id : needing(modules, module.id(), enabled)) out->add_needed_by(id);
  }
  return reply;
}

}  // namespace halle::hub
