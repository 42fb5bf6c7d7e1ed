#pragma once
// Network addresses as text. Pure functions.

#include <set>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle {

struct Endpoint {
  std::string host;  // an address without brackets
  int port = 0;
};

/// Parses HOST:PORT. HOST is an IPv4 address, an IPv6 address in brackets or `localhost`; PORT is 0
/// (any free port) to 65535. Error: `halle.address_unreadable`, field `--listen`.
Result<Endpoint> parse_endpoint(std::string_view text);

/// The addresses of proxies, separated by commas; `loopback` stands for 127.0.0.1 and ::1. Error:
/// `halle.proxy_unreadable`, field `--behind-proxy`.
Result<std::set<std::string>> parse_proxies(std::string_view text);

/// The canonical form of an address: an IPv4 address mapped into IPv6 becomes the IPv4 address.
/// Empty if it is no address.
std::string plain_address(std::string_view address);

/// The key by which a client is counted: plain_address(), or for IPv6 the first 64 bits
/// (`2001:db8:1:2::/64`), because one connection owns all of these. `::1` stays. Empty if it is no
/// address.
std::string client_key(std::string_view address);

}  // namespace halle
