#include "core/sdk/module.hpp"
#include "plugins/notify_email/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::notify_email::Preferences>());
  all.push_back(std::make_unique<halle::notify_email::Mail>());
  all.push_back(std::make_unique<halle::notify_email::Messages>());
  all.push_back(std::make_unique<halle::notify_email::Delivery>());
  all.push_back(std::make_unique<halle::notify_email::Notices>());
  all.push_back(std::make_unique<halle::notify_email::Cards>());
  all.push_back(std::make_unique<halle::notify_email::Personal>());
  all.push_back(std::make_unique<halle::notify_email::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(notify_email, services)
