#pragma once
// Browsers, as far as a gateway can tell: many connections, each with one call at a time. One
// thread.

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "tests/benchmarks/load.hpp"

namespace halle::test {

class WebClient {
 public:
  /// Gets the HTTP status and the body.
  using Answered = std::function<void(int status, const std::string& body)>;

  /// For HOST:PORT; connects when it needs to, from as many loopback addresses as the gateway's
  /// limit asks for.
  WebClient(boost::asio::io_context& io, const std::string& site, int connections);
  ~WebClient();

  /// Sends a call in binary Connect on the next connection that is free.
  void call(const Request& request, const std::string& token, const Uuid& organisation,
            Answered answered);

 private:
  class Connection;
  struct Waiting {
    std::string bytes;
    Answered answered;
  };
  void go_on(Connection& connection);

  std::string site_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> free_;
  std::deque<Waiting> waiting_;
};

}  // namespace halle::test
