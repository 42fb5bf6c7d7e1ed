#pragma once
// Zones as wholes and parts. Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::premises {

constexpr std::size_t most_zones = 60;  // of an association
constexpr std::size_t longest_name = 60;

struct Zone {
  Uuid id;
  std::string name;
  std::optional<Uuid> whole;  // what it is part of
  bool has_rules = false;     // of its own
};

/// The open zones of an association. Each whole that a zone names is one of them, and no zone is
/// part of itself.
class ZoneTree {
 public:
  explicit ZoneTree(const std::vector<Zone>& zones);

  /// Null if there is no such zone.
  const Zone* find(const Uuid& id) const;
  /// The zone and all that it is made of, by id.
  std::vector<Uuid> with_parts(const Uuid& id) const;
  /// Those of with_parts() that have no parts. A booking holds exactly these.
  std::vector<Uuid> leaves(const Uuid& id) const;
  /// The zone, what it is part of, what that is part of, and so on.
  std::vector<Uuid> with_wholes(const Uuid& id) const;
  bool has_parts(const Uuid& id) const { return parts_.contains(id); }
  /// The zone whose rules hold for this one: itself or the nearest whole that has some.
  std::optional<Uuid> rules_of(const Uuid& id) const;
  /// The zones whose rules a booking keeps: of the zone and of all that it is made of, by id, each
  /// once.
  std::vector<Uuid> rules_for(const Uuid& id) const;
  /// All zones, each whole before its parts, otherwise by name as given.
  std::vector<Zone> in_order() const;

 private:
  void add_below(const std::optional<Uuid>& whole, std::vector<Zone>& to) const;

  std::vector<Uuid> order_;
  std::map<Uuid, Zone> zones_;
  std::multimap<Uuid, Uuid> parts_;  // by whole
};

}  // namespace halle::premises
