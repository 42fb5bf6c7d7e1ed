#pragma once
// What modules need of each other. Pure functions.

#include <set>
#include <string>
#include <vector>

namespace halle::hub {

/// A module of the installation.
struct Need {
  std::string id;
  std::string title;  // the id if it has none
  std::vector<std::string> needs;
  bool essential = false;
};

/// Titles of what `id` needs and `enabled` lacks, in the order of its manifest, joined by commas;
/// empty if it lacks nothing.
std::string lacking(const std::vector<Need>& modules, const std::string& id,
                    const std::set<std::string>& enabled);
/// Ids of the enabled modules that need `id`.
std::vector<std::string> needing(const std::vector<Need>& modules, const std::string& id,
                                 const std::set<std::string>& enabled);
/// Titles, joined by commas.
std::string titles(const std::vector<Need>& modules, const std::vector<std::string>& ids);
/// Ids of `wanted` and of all that they need, but for essential ones; all modules if `wanted` is
/// empty. Unknown ones are left out.
std::vector<std::string> with_needs(const std::vector<Need>& modules,
                                    const std::vector<std::string>& wanted);

}  // namespace halle::hub
