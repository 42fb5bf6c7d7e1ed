#pragma once
// The gRPC listener of a node: one generic callback service that reads one message, posts it to
// the method's bounded pool and sends the answer. Also answers grpc.health.v1 and
// grpc.reflection.v1(alpha). Never blocks in a reactor.

#include <functional>
#include <memory>
#include <string>

#include "core/bus/routing/router.hpp"
#include "core/net/pools.hpp"

namespace halle::net {

class Listener {
 public:
  /// Listens at a unix socket, `unix:/path`. `node_token` is the secret by which nodes of one
  /// installation authenticate to each other. `descriptors` serve reflection. All arguments must
  /// outlive the listener. Error: `halle.address_in_use`.
  static Result<std::unique_ptr<Listener>> start(const std::string& address,
                                                 const bus::Router& router,
                                                 const bus::Descriptors& descriptors, Pools pools,
                                                 std::string node_token);
  ~Listener();

  /// Refuses new calls and waits for calls under way, at most `grace`.
  void drain(std::chrono::milliseconds grace);

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::net
