#include "core/sdk/module.hpp"
#include "services/membership/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  using namespace halle::membership;
  halle::sdk::Services all;
  all.push_back(std::make_unique<Members>());
  all.push_back(std::make_unique<Dues>());
  all.push_back(std::make_unique<Skills>());
  all.push_back(std::make_unique<Mandates>());
  all.push_back(std::make_unique<Applications>());
  all.push_back(std::make_unique<Cards>());
  all.push_back(std::make_unique<Notices>());
  return all;
}
}  // namespace

HALLE_MODULE(membership, services)
