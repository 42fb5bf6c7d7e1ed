#pragma once
// A gRPC connection to a node: used between nodes, by the command line, by tests and benchmarks.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/bus/routing/router.hpp"

namespace halle::net {

/// Metadata and time-out that a client adds to a call.
struct CallOptions {
  std::string token;
  Uuid organisation;
  Uuid operation_id;
  std::chrono::milliseconds timeout{10'000};
};

class Client {
 public:
  /// `unix:/path/to/node.sock` or `127.0.0.1:port`. Connects on first use and again when needed.
  explicit Client(const std::string& address);
  ~Client();

  /// Makes one unary call; blocks. Thread-safe.
  Result<std::string> call(std::string_view method, std::string_view request,
                           const CallOptions& options) const;
  /// The same without waiting. `done` runs on a gRPC thread and must not block.
  void start(std::string_view method, std::string_view request, const CallOptions& options,
             bus::Completion done) const;
  /// Forwards a call of this node to the node that serves the method; does not wait. `done` as in
  /// start().
  void forward(const bus::Context& context, std::string_view request, const std::string& node_token,
               bus::Completion done) const;
  /// Waits until the node answers health checks.
  bool wait_ready(std::chrono::milliseconds timeout) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::net
