#include "tests/benchmarks/web_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "core/base/time/clock.hpp"

namespace halle::test {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {
constexpr int connections_per_address = 40;
}  // namespace

class WebClient::Connection {
 public:
  Connection(WebClient& client, asio::io_context& io, int number)
      : client_(client),
        socket_(io),
        address_(asio::ip::make_address("127.0.0." +
                                        std::to_string(2 + number / connections_per_address))) {}

  void send(Waiting call) {
    call_ = std::move(call);
    fresh_ = !socket_.is_open();
    if (fresh_) connect();
    write();
  }

 private:
  void connect() {
    const auto colon = client_.site_.rfind(':');
    socket_.open(tcp::v4());
    socket_.bind({address_, 0});
    socket_.connect({asio::ip::make_address(client_.site_.substr(0, colon)),
                     static_cast<unsigned short>(std::stoi(client_.site_.substr(colon + 1)))});
    socket_.set_option(tcp::no_delay(true));
  }

  void write() {
    got_.clear();
    asio::async_write(socket_, asio::buffer(call_.bytes),
                      [this](boost::system::error_code error, std::size_t) {
                        if (error) return again();
                        read();
                      });
  }

  /// The gateway closes what was idle for long: that is no failure.
  void again() {
    if (fresh_) throw std::runtime_error("the gateway let go");
    socket_.close();
    fresh_ = true;
    connect();
    write();
  }

  void read() {
    socket_.async_read_some(asio::buffer(buffer_),
                            [this](boost::system::error_code error, std::size_t size) {
                              if (error) return again();
                              got_.append(buffer_.data(), size);
                              if (!complete()) read();
                            });
  }

  /// Calls back if the reply is there.
  bool complete() {
    const auto head = got_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    constexpr std::string_view length = "Content-Length: ";
    const auto at = got_.find(length);
    if (at == std::string::npos || at > head) throw std::runtime_error(got_);
    const auto size = static_cast<std::size_t>(std::stoul(got_.substr(at + length.size(), 12)));
    if (got_.size() < head + 4 + size) return false;
    const int status = std::stoi(got_.substr(9, 3));
    const auto answered = std::move(call_.answered);
    const std::string body = got_.substr(head + 4, size);
    client_.go_on(*this);
    answered(status, body);
    return true;
  }

  WebClient& client_;
  tcp::socket socket_;
  asio::ip::address address_;
  bool fresh_ = false;
  Waiting call_;
  std::array<char, 64 << 10> buffer_{};
  std::string got_;
};

WebClient::WebClient(asio::io_context& io, const std::string& site, int connections) : site_(site) {
  for (int i = 0; i < connections; ++i) {
    connections_.push_back(std::make_unique<Connection>(*this, io, i));
    free_.push_back(connections_.back().get());
  }
}

WebClient::~WebClient() = default;

void WebClient::call(const Request& request, const std::string& token, const Uuid& organisation,
                     Answered answered) {
  std::string bytes = "POST " + request.method + " HTTP/1.1\r\nHost: " + site_ +
                      "\r\nContent-Type: application/proto\r\nAccept-Encoding: gzip\r\n"
                      "Content-Length: " +
                      std::to_string(request.bytes.size()) + "\r\n";
  if (!token.empty()) bytes += "Authorization: Bearer " + token + "\r\n";
  if (!organisation.is_nil()) bytes += "halle-organisation: " + organisation.text() + "\r\n";
  if (request.changes)
    bytes += "idempotency-key: " +
             make_uuid_v7(system_clock()().time_since_epoch().count() / 1000).text() + "\r\n";
  waiting_.push_back({bytes + "\r\n" + request.bytes, std::move(answered)});
  if (free_.empty()) return;
  auto* connection = free_.back();
  free_.pop_back();
  go_on(*connection);
}

void WebClient::go_on(Connection& connection) {
  if (waiting_.empty()) {
    free_.push_back(&connection);
    return;
  }
  auto next = std::move(waiting_.front());
  waiting_.pop_front();
  connection.send(std::move(next));
}

}  // namespace halle::test
