#pragma once
// Load on a node: many calls in flight for some seconds.

#include <functional>
#include <string>

#include "core/base/ids.hpp"

namespace halle::test {

struct Load {
  double per_second = 0;
  double median_ms = 0;
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

}  // namespace halle::test
