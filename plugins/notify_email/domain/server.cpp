#include "plugins/notify_email/domain/server.hpp"

#include <algorithm>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"

namespace halle::notify_email {
namespace {
constexpr std::string_view folder_scheme = "folder:";

/// The host of a URL, without port.
std::string host_of(const std::string& url) {
  std::string host = url.substr(url.find("://") + 3);
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_loopback(const std::string& host) {
  const bool number = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (number && host.starts_with("127."));
}

/// A scheme, and then a host and perhaps a port: nothing that a URL could hide more in.
bool is_server_url(const std::string& url) {
  const bool scheme = url.starts_with("smtp://") || url.starts_with("smtps://");
  const std::string rest = scheme ? url.substr(url.find("://") + 3) : std::string{};
  return !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
}

/// An address for links: encrypted, unless it is this machine.
bool is_site(const std::string& url) {
  if (url.starts_with("https://")) return true;
  return url.starts_with("http://") && is_loopback(host_of(url.substr(0, url.find('/', 7))));
}

void take_server(const std::string& value, Server& server) {
  if (value.starts_with(folder_scheme)) {
    server.folder = value.substr(folder_scheme.size());
    if (!server.folder.starts_with('/')) server.problem = "notify_email.bad_server server";
    return;
  }
  server.url = value;
  if (!is_server_url(value))
    server.problem = "notify_email.bad_server server";
  else
    server.must_encrypt = !is_loopback(host_of(value));
}

void take(const std::string& name, const std::string& value, Server& server) {
  if (name == "server")
    take_server(value, server);
  else if (name == "user")
    server.user = value;
  else if (name == "password")
    server.password = value;
  else if (name == "from")
    server.from = value;
  else if (name == "site")
    server.site = value.ends_with('/') ? value.substr(0, value.size() - 1) : value;
  else if (name == "ca")
    server.ca = value;
  else
    server.problem = "notify_email.bad_server " + name;
}
}  // namespace

Server read_server(std::string_view text) {
  Server server;
  for (const auto& line : split(text, '\n')) {
    const std::string trimmed = trim(line);
    if (trimmed.empty() || trimmed.starts_with('#')) continue;
    server.configured = true;
    const auto equals = trimmed.find('=');
    if (equals == std::string::npos) {
      server.problem = "notify_email.bad_server =";  // not what it says: it may be the password
      continue;
    }
    take(trim(trimmed.substr(0, equals)), trim(trimmed.substr(equals + 1)), server);
  }
  if (!server.configured || !server.problem.empty()) return server;
  if (server.url.empty() && server.folder.empty())
    server.problem = "notify_email.bad_server server";
  else if (!normal_email(server.from))
    server.problem = "notify_email.bad_server from";
  else if (!is_site(server.site))
    server.problem = "notify_email.bad_server site";
  return server;
}

}  // namespace halle::notify_email
