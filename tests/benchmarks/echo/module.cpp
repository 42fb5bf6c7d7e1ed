// A module that says back what it is told.
#include "core/sdk/module.hpp"

#include "echo/v1/echo.halle.hpp"

namespace {
class Echo final : public echo::v1::EchoService {
 public:
  halle::Result<echo::v1::Words> say(halle::sdk::Call&, const echo::v1::Words& words) override {
    return words;
  }
};

halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<Echo>());
  return all;
}
}  // namespace

HALLE_MODULE(echo, services)
