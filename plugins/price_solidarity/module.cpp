#include "core/sdk/module.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::price_solidarity::Choices>());
  all.push_back(std::make_unique<halle::price_solidarity::Coefficients>());
  all.push_back(std::make_unique<halle::price_solidarity::Prices>());
  all.push_back(std::make_unique<halle::price_solidarity::Personal>());
  all.push_back(std::make_unique<halle::price_solidarity::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(price_solidarity, services)
