// A module that calls `echo` again and again, and measures.
#include "core/sdk/module.hpp"

#include <chrono>

#include "echo/v1/echo.halle.hpp"
#include "relay/v1/relay.halle.hpp"

namespace {
using halle::Result;

template <class Action>
Result<double> nanoseconds(int times, Action action) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) HALLE_CHECK(action());
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin)
             .count() /
         times;
}

class Relay final : public relay::v1::RelayService {
 public:
  Result<relay::v1::RepeatReply> repeat(halle::sdk::Call& call,
                                        const relay::v1::RepeatRequest& request) override {
    echo::v1::EchoClient echo(call);
    HALLE_TRY(called, nanoseconds(request.times(), [&] { return echo.say(request.words()); }));
    // Both sides write once and read once.
    HALLE_TRY(serialised, nanoseconds(2 * request.times(), [&]() -> Result<echo::v1::Words> {
                echo::v1::Words read;
                if (!read.ParseFromString(request.words().SerializeAsString()))
                  return halle::Error{halle::Code::internal, "halle.reply_unreadable"};
                return read;
              }));
    relay::v1::RepeatReply reply;
    reply.set_call(called);
    reply.set_serialising(2 * serialised);
    return reply;
  }
};

halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<Relay>());
  return all;
}
}  // namespace

HALLE_MODULE(relay, services)
