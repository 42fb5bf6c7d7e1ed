#include "core/supervisor/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/address.hpp"

namespace halle::supervisor {
namespace {
/// The socket address of an endpoint, and its size.
socklen_t write_address(const Endpoint& endpoint, sockaddr_storage& address) {
  std::memset(&address, 0, sizeof address);
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  const auto port = htons(static_cast<std::uint16_t>(endpoint.port));
  if (::inet_pton(AF_INET6, endpoint.host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = port;
    return sizeof v6;
  }
  v4.sin_family = AF_INET;
  v4.sin_port = port;
  ::inet_pton(AF_INET, endpoint.host.c_str(), &v4.sin_addr);
  return sizeof v4;
}
}  // namespace

Status check_address(const std::string& listen, const RunAs& user) {
  HALLE_TRY(endpoint, parse_endpoint(listen));
  sockaddr_storage address{};
  const socklen_t size = write_address(endpoint, address);
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
