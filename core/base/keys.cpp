#include "core/base/keys.hpp"

#include <set>

namespace halle {

std::vector<NewKey> new_keys(std::vector<KeyedName> names,
                             const std::function<std::string(std::string_view)>& key_of) {
  std::set<std::string> taken;
  for (const auto& one : names) taken.insert(one.key);
  std::vector<NewKey> changes;
  // A name that gives up its key may free it for another.
  for (bool again = true; again;) {
    again = false;
    for (auto& one : names) {
      if (!one.old) continue;
      auto key = key_of(one.name);
      if (key == one.key || key.empty() || taken.contains(key)) continue;
      taken.erase(one.key);
      taken.insert(key);
      one.key = key;
      changes.push_back({one.id, std::move(key)});
      again = true;
    }
  }
  return changes;
}

}  // namespace halle
