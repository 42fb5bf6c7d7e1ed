#include "core/sdk/module.hpp"
#include "services/orders/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::orders::Cycles>());
  all.push_back(std::make_unique<halle::orders::Orders>());
  all.push_back(std::make_unique<halle::orders::Accounts>());
  all.push_back(std::make_unique<halle::orders::Deliveries>());
  all.push_back(std::make_unique<halle::orders::Notices>());
  all.push_back(std::make_unique<halle::orders::Cards>());
  all.push_back(std::make_unique<halle::orders::Personal>());
  all.push_back(std::make_unique<halle::orders::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(orders, services)
