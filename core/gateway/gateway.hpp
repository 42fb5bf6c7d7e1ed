#pragma once
// The HTTP/1.1 server of Halle, the only part that listens to a network, for browsers and scripts.
// One thread does the I/O; calls run on the pools of their methods.

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "core/bus/streams.hpp"
#include "core/gateway/http/reader.hpp"
#include "core/net/pools.hpp"

namespace halle::gateway {

/// Limits on what a client may use of time, memory and connections.
struct Limits {
  ReadLimits read{};
  std::chrono::milliseconds header_time{10'000};
  /// A body may take this long, and one second more for each `body_rate` bytes received.
  std::chrono::milliseconds body_time{30'000};
  std::size_t body_rate = 32 << 10;
  std::chrono::milliseconds write_time{30'000};
  std::chrono::milliseconds idle_time{60'000};
  std::chrono::milliseconds health_time{2'000};  // for the database to answer the health check
  int connections = 1000;
  int connections_per_address = 50;
  // Bytes of request bodies received for calls that are not answered yet:
  std::size_t bodies = 128 << 20;
  std::size_t bodies_per_address = 64 << 20;
};

struct Options {
  std::string listen;  // HOST:PORT as parse_endpoint() reads it
  std::string
      // proxies whose X-Forwarded-For is trusted, as parse_proxies() reads them; may be empty
      behind_proxy;
  std::string web;  // folder of the web client's files; may be empty
  Limits limits{};
  // scripts of modules that bring their own screens, by module id
  std::map<std::string, std::string> scripts{};
};

class Gateway {
 public:
  /// Listens and serves. Router, descriptors, pools and streams must outlive the gateway. Errors:
  /// `halle.address_unreadable`, `halle.proxy_unreadable`, `halle.address_in_use`,
  /// `halle.listen_refused`.
  static Result<std::unique_ptr<Gateway>> start(const Options& options, const bus::Router& router,
                                                const bus::Descriptors& descriptors,
                                                net::Pools pools, bus::Streams& streams);
  ~Gateway();

  int port() const;
  /// Accepts no new connection or request and waits for calls under way, at most `grace`.
  void drain(std::chrono::milliseconds grace);

 private:
  struct Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
