#include "core/supervisor/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace halle::supervisor {
namespace {
/// False if it is none.
bool read_address(const std::string& listen, sockaddr_storage& address, socklen_t& size) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) return false;
  unsigned port = 0;
  const char* end = listen.data() + listen.size();
  const auto read = std::from_chars(listen.data() + colon + 1, end, port);
  if (read.ec != std::errc{} || read.ptr != end || port > 65535) return false;
  std::string host = listen.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  std::memset(&address, 0, sizeof address);
  if (host.starts_with('[') && host.ends_with(']')) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(static_cast<std::uint16_t>(port));
    size = sizeof v6;
    return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6.sin6_addr) == 1;
  }
  v4.sin_family = AF_INET;
  v4.sin_port = htons(static_cast<std::uint16_t>(port));
  size = sizeof v4;
  return ::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1;
}
}  // namespace

Status check_address(const std::string& listen, const RunAs& user) {
  sockaddr_storage address{};
  socklen_t size = 0;
  if (!read_address(listen, address, size))
    return bad_field("--listen", "halle.address_unreadable", listen);
  const auto tried = run_as(user, [&]() -> Status {
    const int fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    // As the gateway does: a port whose last user has just gone is free.
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 && ::listen(fd, 1) == 0)
      return Done{};
    return Error{Code::unavailable,
                 errno == EADDRINUSE ? "halle.address_in_use" : "halle.address_refused"};
  });
  if (!tried) return bad_field("--listen", tried.error().reason, listen);
  return Done{};
}

}  // namespace halle::supervisor
