#include "plugins/premises/domain/zones.hpp"

#include <algorithm>
#include <set>

namespace halle::premises {

ZoneTree::ZoneTree(const std::vector<Zone>& zones) {
  for (const auto& zone : zones) {
    order_.push_back(zone.id);
    zones_[zone.id] = zone;
    if (zone.whole) parts_.emplace(*zone.whole, zone.id);
  }
}

const Zone* ZoneTree::find(const Uuid& id) const {
  const auto found = zones_.find(id);
  return found == zones_.end() ? nullptr : &found->second;
}

std::vector<Uuid> ZoneTree::with_parts(const Uuid& id) const {
  std::vector<Uuid> all{id};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [first, last] = parts_.equal_range(all[i]);
    for (auto part = first; part != last; ++part) all.push_back(part->second);
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<Uuid> ZoneTree::leaves(const Uuid& id) const {
  auto all = with_parts(id);
  std::erase_if(all, [&](const Uuid& zone) { return has_parts(zone); });
  return all;
}

std::vector<Uuid> ZoneTree::with_wholes(const Uuid& id) const {
  std::vector<Uuid> all;
  for (auto at = std::optional(id); at; at = zones_.at(*at).whole) all.push_back(*at);
  return all;
}

std::optional<Uuid> ZoneTree::rules_of(const Uuid& id) const {
  for (const auto& zone : with_wholes(id))
    if (zones_.at(zone).has_rules) return zone;
  return std::nullopt;
}

std::vector<Uuid> ZoneTree::rules_for(const Uuid& id) const {
  std::set<Uuid> all;
  for (const auto& zone : with_parts(id))
    if (const auto rules = rules_of(zone)) all.insert(*rules);
  return {all.begin(), all.end()};
}

void ZoneTree::add_below(const std::optional<Uuid>& whole, std::vector<Zone>& to) const {
  for (const auto& id : order_) {
    const auto& zone = zones_.at(id);
    if (zone.whole != whole) continue;
    to.push_back(zone);
    add_below(id, to);
  }
}

std::vector<Zone> ZoneTree::in_order() const {
  std::vector<Zone> all;
  add_below(std::nullopt, all);
  return all;
}

}  // namespace halle::premises
