#include "core/sdk/module.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::disco_soupe::Surplus>());
  all.push_back(std::make_unique<halle::disco_soupe::Growers>());
  all.push_back(std::make_unique<halle::disco_soupe::Drafts>());
  all.push_back(std::make_unique<halle::disco_soupe::Settings>());
  all.push_back(std::make_unique<halle::disco_soupe::Cards>());
  all.push_back(std::make_unique<halle::disco_soupe::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(disco_soupe, services)
