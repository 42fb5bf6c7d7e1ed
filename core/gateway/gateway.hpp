#pragma once
// The one part of Halle that faces a network: HTTP/1.1 on one address, for browsers and scripts.
// One thread moves bytes; calls run on the pools of their methods.

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "core/bus/streams.hpp"
#include "core/gateway/http/reader.hpp"
#include "core/net/pools.hpp"

namespace halle::gateway {

/// What a client may take of time and room. The figures of reliability-ux §3.
struct Limits {
  ReadLimits read{};
  std::chrono::milliseconds header_time{10'000};
  /// A body takes so long at most, and a second more for each `body_rate` bytes that came.
  std::chrono::milliseconds body_time{30'000};
  std::size_t body_rate = 32 << 10;
  std::chrono::milliseconds write_time{30'000};
  std::chrono::milliseconds idle_time{60'000};
  std::chrono::milliseconds health_time{2'000};  // for the database to answer
  int connections = 1000;
  int connections_per_address = 50;
  // Bytes of request bodies that came, whose calls are not answered:
  std::size_t bodies = 128 << 20;
  std::size_t bodies_per_address = 64 << 20;
};

struct Options {
  std::string listen;  // HOST:PORT as parse_endpoint() reads it
  std::string
      behind_proxy;  // whose X-Forwarded-For is believed, as parse_proxies() reads it; or empty
  std::string web;   // folder of the screens; may be empty
  Limits limits{};
  std::map<std::string, std::string> scripts{};  // screens of modules that bring their own, by id
};

class Gateway {
 public:
  /// Listens and serves. Router, descriptors, pools and watches outlive it. Errors:
  /// `halle.address_unreadable`, `halle.proxy_unreadable`, `halle.address_in_use`,
  /// `halle.listen_refused`.
  static Result<std::unique_ptr<Gateway>> start(const Options& options, const bus::Router& router,
                                                const bus::Descriptors& descriptors,
                                                net::Pools pools, bus::Streams& streams);
  ~Gateway();

  int port() const;
  /// Takes no new connection or request and waits for the calls under way, at most `grace`.
  void drain(std::chrono::milliseconds grace);

 private:
  struct Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
