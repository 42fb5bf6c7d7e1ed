#pragma once
// Raw HTTP with the gateway.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string>

namespace halle::test {

/// Sends bytes, with `half_close` also that there are no more, and reads until the gateway closes;
/// requests end with `Connection: close`.
inline std::string talk(const std::string& site, const std::string& bytes,
                        bool half_close = false) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket socket(io);
  const auto colon = site.rfind(':');
  socket.connect({boost::asio::ip::make_address(site.substr(0, colon)),
                  static_cast<unsigned short>(std::stoi(site.substr(colon + 1)))});
  boost::system::error_code error;
  boost::asio::write(socket, boost::asio::buffer(bytes), error);
  if (half_close) socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  std::string answer;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), error);
  return answer;
}

inline std::string post(const std::string& site, const std::string& path,
                        const std::string& headers, const std::string& body,
                        const std::string& type = "application/json") {
  return "POST " + path + " HTTP/1.1\r\nHost: " + site +
         "\r\nConnection: close\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace halle::test
