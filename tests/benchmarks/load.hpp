#pragma once
// Load on a node: many calls in flight for some seconds.

#include <functional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::test {

struct Load {
  double per_second = 0;
  double median_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  int errors = 0;
  std::string first_error;
};

/// A call as bytes.
struct Request {
  std::string method;
  std::string bytes;
  bool changes = false;  // has an operation id
};

/// Makes a call; `random` is any number, different each time. From several threads.
using MakeRequest = std::function<Request(std::uint32_t random)>;

/// Keeps `in_flight` calls under way at a node for a second to warm up and then `seconds` that
/// count.
Load run_load(const std::string& address, const std::string& token, const Uuid& organisation,
              int in_flight, double seconds, const MakeRequest& make);
/// The same with one call of each of these callers under way.
Load run_load(const std::string& address, const std::vector<std::string>& tokens,
              const Uuid& organisation, double seconds, const MakeRequest& make);
/// The same through the gateway at HOST:PORT: Connect, binary, one call at a time on each
/// connection.
Load run_web_load(const std::string& site, const std::string& token, const Uuid& organisation,
                  int connections, double seconds, const MakeRequest& make);
/// Fills in the figures from the milliseconds that the calls took.
void finish(Load& load, std::vector<double> times, double seconds);

}  // namespace halle::test
