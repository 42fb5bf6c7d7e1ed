#include "tests/benchmarks/slow_clients.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cmath>
#include <iostream>
#include <thread>

#include "tests/benchmarks/load.hpp"

namespace halle::test {
namespace {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
constexpr int connections = 900;
constexpr int connections_per_address = 50;
constexpr int first_address = 100;
constexpr double seconds = 5;
constexpr int pages = 4000;  // more than the buffers between hold

/// One connection that takes its time.
class Dawdler {
 public:
  enum class Kind { head, body, reader };

  Dawdler(asio::io_context& io, const std::string& site, int number)
      : socket_(io), timer_(io), kind_(static_cast<Kind>(number % 3)) {
    const auto colon = site.rfind(':');
    const std::string address =
        "127.0.0." + std::to_string(first_address + number / connections_per_address);
    socket_.open(tcp::v4());
    socket_.set_option(asio::socket_base::receive_buffer_size(1024));
    socket_.bind({asio::ip::make_address(address), 0});
    socket_.connect({asio::ip::make_address(site.substr(0, colon)),
                     static_cast<unsigned short>(std::stoi(site.substr(colon + 1)))});
    const std::string head =
        "POST /halle.hub.v1.Organisations/ListNames HTTP/1.1\r\nHost: " + site +
        "\r\nContent-Type: application/json\r\n";
    if (kind_ == Kind::head) begin_ = head;
    if (kind_ == Kind::body) begin_ = head + "Content-Length: 100000\r\n\r\n";
    if (kind_ == Kind::reader)
      for (int i = 0; i < pages; ++i) begin_ += "GET / HTTP/1.1\r\nHost: " + site + "\r\n\r\n";
    asio::async_write(socket_, asio::buffer(begin_),
                      [this](boost::system::error_code error, std::size_t) { step(error); });
    if (kind_ != Kind::reader) watch();
  }

  /// Whether the gateway still keeps it.
  bool held() {
    if (kind_ != Kind::reader) return held_;
    boost::system::error_code error;
    socket_.non_blocking(true, error);
    while (!error) socket_.read_some(asio::buffer(buffer_), error);
    return error == asio::error::would_block;
  }

 private:
  void step(const boost::system::error_code& error) {
    if (error) {
      held_ = false;
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(500));
    timer_.async_wait([this](const boost::system::error_code&) {
      if (!held_ || kind_ == Kind::reader) return;
      asio::async_write(socket_, asio::buffer("x", 1),
                        [this](boost::system::error_code failed, std::size_t) { step(failed); });
    });
  }
  /// Notes that the gateway let go.
  void watch() {
    socket_.async_read_some(asio::buffer(buffer_),
                            [this](boost::system::error_code error, std::size_t) {
                              if (error)
                                held_ = false;
                              else
                                watch();
                            });
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  Kind kind_;
  std::string begin_;
  std::array<char, 4096> buffer_{};
  bool held_ = true;
};
}  // namespace

bool bear_slow_clients(const Running& running) {
  const MakeRequest names = [](std::uint32_t) {
    return Request{"/halle.hub.v1.Organisations/ListNames", {}, false};
  };
  const auto load = [&] {
    return run_web_load(running.site(), running.token(), {}, 4, seconds, names);
  };
  const Load alone = load();
  asio::io_context io;
  std::vector<std::unique_ptr<Dawdler>> dawdlers;
  for (int i = 0; i < connections; ++i)
    dawdlers.push_back(std::make_unique<Dawdler>(io, running.site(), i));
  std::thread thread([&] { io.run_for(std::chrono::seconds(45)); });
  const Load beside = load();
  thread.join();
  long held = 0;
  for (const auto& dawdler : dawdlers) held += dawdler->held() ? 1 : 0;
  std::cout << "slow clients: p95 " << std::round(alone.p95_ms * 100) / 100 << " ms alone, "
            << std::round(beside.p95_ms * 100) / 100 << " ms beside " << connections
            << " of them; after 45 s " << held << " still held, " << beside.errors << " errors "
            << beside.first_error << std::endl;
  return alone.errors + beside.errors == 0 && beside.p95_ms <= 2 * alone.p95_ms && held == 0;
}

}  // namespace halle::test
