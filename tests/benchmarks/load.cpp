#include "tests/benchmarks/load.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <thread>

#include "tests/support/installation.hpp"

namespace halle::test {

Load run_load(const std::string& address, const std::string& token, const Uuid& organisation,
              int in_flight, double seconds, const OneCall& call) {
  using Steady = std::chrono::steady_clock;
  struct Worker {
    std::thread thread;
    std::vector<double> times;
    int errors = 0;
    std::string first_error;
  };
  const auto begin = Steady::now() + std::chrono::seconds(1);
  const auto end = begin + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  std::vector<std::unique_ptr<net::Client>> clients;
  std::vector<Worker> workers(static_cast<std::size_t>(in_flight));
  for (int i = 0; i < 4; ++i) clients.push_back(std::make_unique<net::Client>(address));
  for (std::size_t i = 0; i < workers.size(); ++i) {
    workers[i].thread = std::thread([&, i] {
      auto& worker = workers[i];
      Caller caller(*clients[i % clients.size()], token, organisation);
      Shop shop(caller);
      std::mt19937 random(static_cast<unsigned>(i) + 1);
      for (auto now = Steady::now(); now < end;) {
        const std::string failure = call(shop, static_cast<std::uint32_t>(random()));
        const auto after = Steady::now();
        if (!failure.empty() && worker.errors++ == 0) worker.first_error = failure;
        if (now >= begin)
          worker.times.push_back(std::chrono::duration<double, std::milli>(after - now).count());
        now = after;
      }
    });
  }
  Load load;
  std::vector<double> times;
  for (auto& worker : workers) {
    worker.thread.join();
    times.insert(times.end(), worker.times.begin(), worker.times.end());
    load.errors += worker.errors;
    if (load.first_error.empty()) load.first_error = worker.first_error;
  }
  std::sort(times.begin(), times.end());
  if (times.empty()) return load;
  load.per_second = static_cast<double>(times.size()) / seconds;
  load.median_ms = times[times.size() / 2];
  load.p99_ms = times[times.size() * 99 / 100];
  return load;
}

}  // namespace halle::test
