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

/// HOST:PORT, where HOST is an IPv4 address, an IPv6 address in brackets or `localhost`, and PORT
/// is 0 (any that is free) to 65535. Error: `halle.address_unreadable`, field `--listen`.
Result<Endpoint> parse_endpoint(std::string_view text);

/// The addresses of proxies, separated by commas; `loopback` stands for 127.0.0.1 and ::1. Error:
/// `halle.proxy_unreadable`, field `--behind-proxy`.
Result<std::set<std::string>> parse_proxies(std::string_view text);

/// An address as everybody writes it: one IPv4 address mapped into IPv6 is an IPv4 address. Empty
/// if it is no address.
std::string plain_address(std::string_view address);

/// What one client is counted by: its plain_address(); of an IPv6 address the first 64 bits, as
/// `2001:db8:1:2::/64`, because one connection has all of these. `::1` stays. Empty if it is no
/// address.
std::string client_key(std::string_view address);

}  // namespace halle
