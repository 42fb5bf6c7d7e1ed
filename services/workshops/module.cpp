#include "core/sdk/module.hpp"
#include "services/workshops/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::workshops::Workshops>());
  all.push_back(std::make_unique<halle::workshops::Sessions>());
  all.push_back(std::make_unique<halle::workshops::ExtraSessions>());
  all.push_back(std::make_unique<halle::workshops::Registrations>());
  all.push_back(std::make_unique<halle::workshops::Reports>());
  all.push_back(std::make_unique<halle::workshops::Calendars>());
  all.push_back(std::make_unique<halle::workshops::Cards>());
  all.push_back(std::make_unique<halle::workshops::Notices>());
  all.push_back(std::make_unique<halle::workshops::Personal>());
  all.push_back(std::make_unique<halle::workshops::Followed>());
  all.push_back(std::make_unique<halle::workshops::Visitors>());
  return all;
}
}  // namespace

HALLE_MODULE(workshops, services)
