#include "core/sdk/module.hpp"
#include "services/membership/rpc/members.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::membership::Members>());
  return all;
}
}  // namespace

HALLE_MODULE(membership, services)
