#include "core/base/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/base/text/text.hpp"

namespace halle {
namespace {
using Bytes = std::array<unsigned char, 16>;

std::optional<Bytes> read(int family, std::string_view text) {
  Bytes bytes{};
  // inet_pton ends at a NUL.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (::inet_pton(family, std::string(text).c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::string write(int family, const unsigned char* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, bytes, text.data(), text.size());
}
}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  const Error unreadable =
      bad_field("--listen", "halle.address_unreadable", std::string(text.substr(0, 100)));
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return unreadable;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  Endpoint out;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
      out.port < 0 || out.port > 65535 || digits[0] == '-')
    return unreadable;
  const bool in_brackets = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (host == "localhost")
    out.host = "127.0.0.1";
  else if (in_brackets && read(AF_INET6, host.substr(1, host.size() - 2)))
    out.host = host.substr(1, host.size() - 2);
  else if (read(AF_INET, host))
    out.host = host;
  else
    return unreadable;
  return out;
}

Result<std::set<std::string>> parse_proxies(std::string_view text) {
  std::set<std::string> out;
  for (const auto& part : split(text, ',')) {
    const std::string address = trim(part);
    if (address == "loopback") {
      out.insert({"127.0.0.1", "::1"});
      continue;
    }
    if (plain_address(address).empty())
      return bad_field("--behind-proxy", "halle.proxy_unreadable", address);
    out.insert(plain_address(address));
  }
  return out;
}

std::string plain_address(std::string_view address) {
  if (const auto v4 = read(AF_INET, address)) return write(AF_INET, v4->data());
  const auto v6 = read(AF_INET6, address);
  if (!v6) return {};
  constexpr Bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.begin() + 12, v6->begin()))
    return write(AF_INET, v6->data() + 12);
  return write(AF_INET6, v6->data());
}

std::string client_key(std::string_view address) {
  const std::string plain = plain_address(address);
  auto v6 = read(AF_INET6, plain);
  if (!v6 || plain == "::1") return plain;
  std::fill(v6->begin() + 8, v6->end(), 0);
  return write(AF_INET6, v6->data()) + "/64";
}

}  // namespace halle
