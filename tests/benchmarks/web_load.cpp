#include <chrono>
#include <random>

#include "tests/benchmarks/load.hpp"
#include "tests/benchmarks/web_client.hpp"

namespace halle::test {
namespace {
using Steady = std::chrono::steady_clock;
}  // namespace

Load run_web_load(const std::string& site, const std::string& token, const Uuid& organisation,
                  int connections, double seconds, const MakeRequest& make) {
  boost::asio::io_context io;
  WebClient client(io, site, connections);
  const auto begin = Steady::now() + std::chrono::seconds(1);
  const auto end = begin + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  std::mt19937 random(1);
  Load load;
  std::vector<double> times;
  const std::function<void()> next = [&] {
    const auto now = Steady::now();
    if (now >= end) return;
    client.call(
        make(static_cast<std::uint32_t>(random())), token, organisation,
        [&, now](int status, const std::string& body) {
          if (status != 200 && load.errors++ == 0) load.first_error = body;
          if (now >= begin)
            times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - now).count());
          next();
        });
  };
  for (int i = 0; i < connections; ++i) next();
  io.run();
  finish(load, std::move(times), seconds);
  return load;
}

}  // namespace halle::test
