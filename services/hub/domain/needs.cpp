#include "services/hub/domain/needs.hpp"

#include <algorithm>

namespace halle::hub {
namespace {
const Need* find(const std::vector<Need>& modules, const std::string& id) {
  const auto found = std::find_if(modules.begin(), modules.end(),
                                  [&](const Need& module) { return module.id == id; });
  return found == modules.end() ? nullptr : &*found;
}
}  // namespace

std::string titles(const std::vector<Need>& modules, const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) {
    const auto* module = find(modules, id);
    text += (text.empty() ? "" : ", ") + (module == nullptr ? id : module->title);
  }
  return text;
}

std::string lacking(const std::vector<Need>& modules, const std::string& id,
                    const std::set<std::string>& enabled) {
  std::vector<std::string> lacked;
  if (const auto* module = find(modules, id)) {
    for (const auto& need : module->needs) {
      const auto* needed = find(modules, need);
      if (!(needed != nullptr && needed->essential) && !enabled.contains(need))
        lacked.push_back(need);
    }
  }
  return titles(modules, lacked);
}

std::vector<std::string> needing(const std::vector<Need>& modules, const std::string& id,
                                 const std::set<std::string>& enabled) {
  std::vector<std::string> ids;
  for (const auto& module : modules)
    if (enabled.contains(module.id) &&
        std::find(module.needs.begin(), module.needs.end(), id) != module.needs.end())
      ids.push_back(module.id);
  return ids;
}

std::vector<std::string> with_needs(const std::vector<Need>& modules,
                                    const std::vector<std::string>& wanted) {
  std::set<std::string> taken(wanted.begin(), wanted.end());
  // Needed ones come before those that need them: from the end, once is enough.
  for (auto module = modules.rbegin(); module != modules.rend(); ++module) {
    if (wanted.empty()) taken.insert(module->id);
    if (taken.contains(module->id)) taken.insert(module->needs.begin(), module->needs.end());
  }
  std::vector<std::string> ids;
  for (const auto& module : modules)
    if (!module.essential && taken.contains(module.id)) ids.push_back(module.id);
  return ids;
}

}  // namespace halle::hub
