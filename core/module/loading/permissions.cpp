#include "core/module/loading/permissions.hpp"

#include <algorithm>

namespace halle::module {
namespace {
Error refused(const std::string& sentence) {
  return {Code::failed_precondition, "halle.module_refused", sentence};
}
}  // namespace

Status check_permissions(const ::halle::module::v1::Manifest& manifest) {
  for (const auto& permission : manifest.permissions()) {
    const auto& roles = permission.roles();
    if (!permission.id().starts_with(manifest.id() + "."))
      return refused("its right " + permission.id() + " bears another module's name");
    if (!manifest.for_partners() && std::count(roles.begin(), roles.end(), "partner") > 0)
      return refused("its right " + permission.id() +
                     " is for partners, which the module does not say that it is");
  }
  return Done{};
}

}  // namespace halle::module
