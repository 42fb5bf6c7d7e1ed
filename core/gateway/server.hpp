#pragma once
// What the gateway's connections share: limits, counts, the event loop. Private to core/gateway.

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/error.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/gateway/calls.hpp"
#include "core/gateway/documents.hpp"
#include "core/gateway/gateway.hpp"
#include "core/gateway/http/files.hpp"

namespace halle::gateway {
namespace asio = boost::asio;
namespace beast = boost::beast;
using std::chrono::steady_clock;
using tcp = asio::ip::tcp;

struct Gateway::Impl {
  class Connection;
  /// Connections and bytes of one client address.
  struct Client {
    int connections = 0;
    std::size_t bodies = 0;  // bytes
  };

  /// Bytes of a buffer for what is read and thrown away.
  static constexpr std::size_t waste_bytes = 16 << 10;

  Impl(const Options& given, const bus::Router& given_router, const bus::Descriptors& descriptors,
       net::Pools given_pools, bus::Streams& given_streams)
      : options(given),
        router(given_router),
        pools(given_pools),
        streams(given_streams),
        calls(given_router, descriptors, given_streams),
        documents(given_router, descriptors),
        files(given.web, given.scripts),
        acceptor(io),
        retry(io),
        health_timer(io) {}

  Status listen();
  void accept();
  void welcome(tcp::socket socket);
  void run();
  void count(int by);
  void stop_connections(bool all);
  void note_failure(const char* what);
  void answer_health(const std::shared_ptr<Connection>& connection);
  void ask_database();
  void on_health(bool answers);
  void forget_client(const std::string& address);

  Options options;
  std::set<std::string> proxies;
  const bus::Router& router;
  net::Pools pools;
  bus::Streams& streams;
  Calls calls;
  Documents documents;
  Files files;
  Site site;
  // Of the thread that runs `io`; connections that end with it still count themselves out:
  int connections = 0;
  std::map<std::string, Client> clients;  // by address; those that have something
  std::map<Connection*, std::weak_ptr<Connection>> open;
  std::size_t bodies = 0;  // bytes
  // bytes that are read and discarded, shared by all connections
  std::array<char, waste_bytes> waste;
  bool stopping = false;
  bool closed = false;
  asio::io_context io{1};
  // Answers come from other threads: it runs on while nothing else waits.
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  // Of the thread that runs `io`:
  asio::steady_timer health_timer;
  std::vector<std::shared_ptr<Connection>> ask_health;  // wait for the answer
  bool health_asked = false;                            // and not answered
  bool healthy = false;
  steady_clock::time_point health_known;
  // Calls at work and replies being written, of any thread:
  std::mutex mutex;
  std::condition_variable changed;
  int under_way = 0;
  bool all_closed = false;
  steady_clock::time_point noted;  // a failure
  int not_noted = 0;
  std::thread thread;
};

}  // namespace halle::gateway
