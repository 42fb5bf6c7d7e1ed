#include "tests/benchmarks/load.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <random>

#include "core/base/time/clock.hpp"
#include "core/net/client.hpp"

namespace halle::test {

namespace {
using Steady = std::chrono::steady_clock;

/// One call after the other, each started where the one before was answered.
struct Chain {
  const net::Client& client;
  net::CallOptions options;
  const MakeRequest& make;
  Steady::time_point begin, end;
  std::mt19937 random;
  std::atomic<int>& running;
  std::vector<double> times{};
  int errors = 0;
  std::string first_error{};

  void next() {
    const auto now = Steady::now();
    if (now >= end) {
      --running;
      running.notify_all();
      return;
    }
    const auto request = make(static_cast<std::uint32_t>(random()));
    if (request.changes)
      options.operation_id = make_uuid_v7(system_clock()().time_since_epoch().count() / 1000);
    client.start(
        request.method, request.bytes, options, [this, now](const Result<std::string>& reply) {
          if (!reply && errors++ == 0)
            first_error = reply.error().reason + " " + reply.error().detail;
          if (now >= begin)
            times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - now).count());
          next();
        });
  }
};
}  // namespace

void finish(Load& load, std::vector<double> times, double seconds) {
  std::sort(times.begin(), times.end());
  if (times.empty()) return;
  load.per_second = static_cast<double>(times.size()) / seconds;
  load.median_ms = times[times.size() / 2];
  load.p95_ms = times[times.size() * 95 / 100];
  load.p99_ms = times[times.size() * 99 / 100];
}

Load run_load(const std::string& address, const std::string& token, const Uuid& organisation,
              int in_flight, double seconds, const MakeRequest& make) {
  return run_load(address, std::vector<std::string>(static_cast<std::size_t>(in_flight), token),
                  organisation, seconds, make);
}

Load run_load(const std::string& address, const std::vector<std::string>& tokens,
              const Uuid& organisation, double seconds, const MakeRequest& make) {
  const auto begin = Steady::now() + std::chrono::seconds(1);
  const auto end = begin + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  std::vector<std::unique_ptr<net::Client>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(std::make_unique<net::Client>(address));
  std::atomic<int> running = static_cast<int>(tokens.size());
  std::vector<std::unique_ptr<Chain>> chains;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    chains.push_back(
        std::unique_ptr<Chain>(new Chain{*clients[i % clients.size()],
                                         {tokens[i], organisation, {}, std::chrono::seconds(30)},
                                         make,
                                         begin,
                                         end,
                                         std::mt19937(static_cast<unsigned>(i) + 1),
                                         running}));
  for (auto& chain : chains) chain->next();
  for (int left = running; left > 0; left = running) running.wait(left);
  Load load;
  std::vector<double> times;
  for (auto& chain : chains) {
    times.insert(times.end(), chain->times.begin(), chain->times.end());
    load.errors += chain->errors;
    if (load.first_error.empty()) load.first_error = chain->first_error;
  }
  finish(load, std::move(times), seconds);
  return load;
}

}  // namespace halle::test
