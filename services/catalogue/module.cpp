#include "core/sdk/module.hpp"
#include "services/catalogue/rpc/producers.hpp"
#include "services/catalogue/rpc/products.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::catalogue::Products>());
  all.push_back(std::make_unique<halle::catalogue::Producers>());
  return all;
}
}  // namespace

HALLE_MODULE(catalogue, services)
