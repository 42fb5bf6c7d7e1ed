#include "tests/support/attackers.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <random>
#include <string_view>

namespace halle::test {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {
constexpr int per_address = 20;
constexpr int first_address = 1;  // 127.0.2.1 and on
constexpr std::chrono::milliseconds between_bytes{200};
constexpr std::chrono::milliseconds between_attacks{50};
constexpr std::size_t endless = 64 << 20;  // bytes, if nobody refuses them
constexpr std::size_t piece = 16 << 10;
constexpr int at_once = 50;
}  // namespace

/// One attacker.
struct Attackers::Attack {
  Attackers& all;
  Kind kind;
  int number;
  std::mt19937 random;
  std::unique_ptr<tcp::socket> socket{};
  boost::system::error_code error{};

  asio::awaitable<void> run() {
    const auto executor = co_await asio::this_coro::executor;
    while (true) {
      socket = std::make_unique<tcp::socket>(executor);
      co_await connect();
      if (!error) co_await attack();
      ++all.rounds_.at(kind);
      socket.reset();
      co_await pause(between_attacks);
    }
  }

  asio::awaitable<void> connect() {
    const auto colon = all.site_.rfind(':');
    const std::string mine = "127.0.2." + std::to_string(first_address + number / per_address);
    socket->open(tcp::v4(), error);
    if (!error) socket->bind(tcp::endpoint(asio::ip::make_address(mine), 0), error);
    if (error) co_return;
    const tcp::endpoint there(asio::ip::make_address(all.site_.substr(0, colon)),
                              static_cast<unsigned short>(std::stoi(all.site_.substr(colon + 1))));
    co_await socket->async_connect(there, asio::redirect_error(asio::use_awaitable, error));
  }

  asio::awaitable<void> pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
  }

  asio::awaitable<void> send(std::string bytes) {
    co_await asio::async_write(*socket, asio::buffer(bytes),
                               asio::redirect_error(asio::use_awaitable, error));
  }

  /// Until the other side has enough.
  asio::awaitable<void> send_on(std::string_view part) {
    std::string many;
    while (many.size() < piece) many += part;
    for (std::size_t sent = 0; sent < endless && !error; sent += many.size()) co_await send(many);
  }

  asio::awaitable<void> send_slowly() {
    while (!error) {
      co_await send("x");
      co_await pause(between_bytes);
    }
  }

  asio::awaitable<void> hear(bool to_the_end) {
    std::string heard(piece, '\0');
    do {
      co_await socket->async_read_some(asio::buffer(heard),
                                       asio::redirect_error(asio::use_awaitable, error));
    } while (!error && to_the_end);
  }

  std::string head(const std::string& path, const std::string& more) const {
    return "POST " + path + " HTTP/1.1\r\nHost: " + all.site_ + "\r\n" + more + "\r\n";
  }

  asio::awaitable<void> attack() {
    const std::string json = "Content-Type: application/json\r\n";
    const std::string names = "/halle.hub.v1.Organisations/ListNames";
    const std::string in_chunks = json + "Transfer-Encoding: chunked\r\n";
    switch (kind) {
      case slow_head:
        co_await send("POST " + names + " HTTP/1.1\r\nHost: " + all.site_ + "\r\nX: ");
        co_await send_slowly();
        break;
      case slow_body:
        co_await send(head(names, json + "Content-Length: 15000\r\n"));
        co_await send_slowly();
        break;
      case trailers:
        co_await send(head(names, in_chunks) + "0\r\n");
        co_await send_on("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
        break;
      case extensions:
        co_await send(head(names, in_chunks) + "1");
        co_await send_on(";name=value");
        break;
      case announced:
        co_await send(head(names, json + "Content-Length: " +
                                      (number / kinds % 2 == 0 ? "60000" : "24000000") + "\r\n") +
                      " ");
        co_await hear(true);
        break;
      case large_json:
        co_await send(
            head("/halle.catalogue.v1.Products/Import", json + "Content-Length: 20000000\r\n") +
            "{\"content\":\"");
        co_await send_on("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB");
        break;
      case guesses: {
        const std::string guess = "{\"login\":\"" + std::to_string(random() % 1000) +
                                  "\",\"password\":\"" + std::to_string(random()) + "\"}";
        std::string id = std::to_string(100000000000 + random() % 800000000000);
        co_await send(head("/halle.hub.v1.Accounts/SignIn",
                           json + "idempotency-key: 01a20cff-7d00-7bc1-a99b-" + id +
                               "\r\nContent-Length: " + std::to_string(guess.size()) + "\r\n") +
                      guess);
        co_await hear(false);
        break;
      }
      case pipelined: {
        std::string many;
        for (int i = 0; i < at_once; ++i)
          many += i % 2 == 0 ? "GET /health HTTP/1.1\r\nHost: " + all.site_ + "\r\n\r\n"
                             : head(names, json + "Content-Length: 2\r\n") + "{}";
        co_await send(many + "GET / HTTP/1.1\r\nHost: " + all.site_ +
                      "\r\nConnection: close\r\n\r\n");
        co_await hear(true);
        break;
      }
      case streams:
        co_await send(head("/halle.orders.v1.Cycles/WatchProgress",
                           "Content-Type: application/grpc-web+proto\r\nContent-Length: 5\r\n") +
                      std::string(5, '\0'));
        co_await hear(false);
        break;
      case broken:
      case kinds:
        co_await send_broken(names);
    }
  }

  asio::awaitable<void> send_broken(const std::string& path) {
    const auto way = random() % 4;
    if (way == 0) co_return;
    std::string bytes = head(path, "Content-Length: 100\r\n") + "half of it";
    if (way == 1)
      for (auto& c : bytes) c = static_cast<char>(random());
    co_await send(bytes);
    if (way == 2) {
      socket->set_option(asio::socket_base::linger(true, 0), error);
      co_return;
    }
    socket->shutdown(tcp::socket::shutdown_send, error);
    co_await hear(true);
  }
};

Attackers::Attackers(asio::io_context& io, std::string site, int count) : site_(std::move(site)) {
  for (int i = 0; i < count; ++i) {
    auto attack = std::make_shared<Attack>(
        Attack{*this, static_cast<Kind>(i % kinds), i, std::mt19937(static_cast<unsigned>(i))});
    asio::co_spawn(io, attack->run(), [attack](const std::exception_ptr&) {});
  }
}

}  // namespace halle::test
