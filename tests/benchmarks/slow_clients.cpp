#include "tests/benchmarks/slow_clients.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
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
constexpr int files = 150;  // of the largest: more than the buffers between hold
constexpr std::chrono::seconds settling{5};
constexpr std::chrono::seconds patience{45};  // longer than any of the gateway's times

/// One connection that takes its time.
class Dawdler {
 public:
  enum class Kind { head, body, reader };

  Dawdler(asio::io_context& io, const std::string& site, int number, Kind kind,
          const std::string& file)
      : socket_(io), timer_(io), kind_(kind) {
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
      for (int i = 0; i < files; ++i)
        begin_ += "GET " + file + " HTTP/1.1\r\nHost: " + site + "\r\n\r\n";
    asio::async_write(socket_, asio::buffer(begin_),
                      [this](boost::system::error_code error, std::size_t) { step(error); });
  }

 private:
  void step(const boost::system::error_code& error) {
    if (error || kind_ == Kind::reader) return;
    timer_.expires_after(std::chrono::milliseconds(500));
    timer_.async_wait([this](const boost::system::error_code&) {
      asio::async_write(socket_, asio::buffer("x", 1),
                        [this](boost::system::error_code failed, std::size_t) { step(failed); });
    });
  }
  tcp::socket socket_;
  asio::steady_timer timer_;
  Kind kind_;
  std::string begin_;
};

/// Connections that the gateway at that port has not closed.
int held_by(const std::string& site) {
  std::ostringstream port;
  port << ":" << std::uppercase << std::hex << std::setw(4) << std::setfill('0')
       << std::stoi(site.substr(site.rfind(':') + 1));
  constexpr const char* established = "01";
  constexpr const char* left_by_client = "08";
  int held = 0;
  std::ifstream table("/proc/net/tcp");
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream columns(line);
    std::string number, local, remote, state;
    columns >> number >> local >> remote >> state;
    if (local.ends_with(port.str()) && (state == established || state == left_by_client)) ++held;
  }
  return held;
}

/// The path of the largest script of the screens.
std::string largest_file(const Running& running) {
  std::uintmax_t most = 0;
  std::string path;
  for (const auto& file : std::filesystem::directory_iterator(running.data() + "/run/web/assets"))
    if (file.path().extension() == ".js" && file.file_size() > most) {
      most = file.file_size();
      path = "/assets/" + file.path().filename().string();
    }
  return path;
}
}  // namespace

bool bear_slow_clients(const Running& running) {
  const MakeRequest names = [](std::uint32_t) {
    return Request{"/halle.hub.v1.Organisations/ListNames", {}, false};
  };
  const auto load = [&] { return run_web_load(running.site(), "", {}, 4, seconds, names); };
  const Load alone = load();
  asio::io_context io;
  std::vector<std::unique_ptr<Dawdler>> dawdlers;
  const auto add = [&](Dawdler::Kind kind) {
    for (int i = 0; i < connections / 3; ++i)
      dawdlers.push_back(std::make_unique<Dawdler>(
          io, running.site(), static_cast<int>(dawdlers.size()), kind, largest_file(running)));
  };
  // Readers are slow once the buffers are full; heads that come a byte at a time do not last long.
  add(Dawdler::Kind::reader);
  io.run_for(settling);
  add(Dawdler::Kind::head);
  add(Dawdler::Kind::body);
  io.restart();
  // The whole time: who has been cut off, and who only waits, gives the loop nothing to do.
  const auto work = asio::make_work_guard(io);
  std::thread thread([&] { io.run_for(patience); });
  const int met = held_by(running.site());
  const Load beside = load();
  thread.join();
  const int held = held_by(running.site());
  std::cout << "slow clients: p95 " << std::round(alone.p95_ms * 100) / 100 << " ms alone, "
            << std::round(beside.p95_ms * 100) / 100 << " ms beside " << met << " of them; after "
            << patience.count() << " s " << held << " still held, " << beside.errors << " errors "
            << beside.first_error << std::endl;
  return alone.errors + beside.errors == 0 && beside.p95_ms <= 2 * alone.p95_ms &&
         met == connections && held == 0;
}

}  // namespace halle::test
