#include "core/sdk/module.hpp"
#include "services/shifts/rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<halle::shifts::Planning>());
  all.push_back(std::make_unique<halle::shifts::Extras>());
  all.push_back(std::make_unique<halle::shifts::Bookings>());
  all.push_back(std::make_unique<halle::shifts::Availability>());
  all.push_back(std::make_unique<halle::shifts::Attendances>());
  all.push_back(std::make_unique<halle::shifts::Hours>());
  all.push_back(std::make_unique<halle::shifts::Calendars>());
  all.push_back(std::make_unique<halle::shifts::Cards>());
  all.push_back(std::make_unique<halle::shifts::Notices>());
  all.push_back(std::make_unique<halle::shifts::Personal>());
  all.push_back(std::make_unique<halle::shifts::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(shifts, services)
