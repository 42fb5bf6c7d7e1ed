#include "core/sdk/module.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::premises::Zones>());
  all.push_back(std::make_unique<halle::premises::Bookings>());
  all.push_back(std::make_unique<halle::premises::Feeds>());
  all.push_back(std::make_unique<halle::premises::Holds>());
  all.push_back(std::make_unique<halle::premises::Cards>());
  return all;
}
}  // namespace

HALLE_MODULE(premises, services)
