#include "core/sdk/module.hpp"
#include "services/hub/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::hub::Organisations>());
  all.push_back(std::make_unique<halle::hub::Accounts>());
  all.push_back(std::make_unique<halle::hub::Modules>());
  all.push_back(std::make_unique<halle::hub::Partnerships>());
  all.push_back(std::make_unique<halle::hub::Identity>());
  all.push_back(std::make_unique<halle::hub::Cards>());
  all.push_back(std::make_unique<halle::hub::Notices>());
  all.push_back(std::make_unique<halle::hub::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(hub, services)
