#include "core/sdk/module.hpp"
#include "plugins/member_wishes/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::member_wishes::Wishes>());
  all.push_back(std::make_unique<halle::member_wishes::Answers>());
  all.push_back(std::make_unique<halle::member_wishes::Cards>());
  all.push_back(std::make_unique<halle::member_wishes::Personal>());
  all.push_back(std::make_unique<halle::member_wishes::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(member_wishes, services)
