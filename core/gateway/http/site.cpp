#include "core/gateway/http/site.hpp"

#include <set>

#include "core/base/text/text.hpp"

namespace halle::gateway {

bool is_foreign(const Request& request, const Site& site) {
  const std::string host(request.header("host"));
  if (!site.behind_proxy) {
    const std::string port = ":" + std::to_string(site.port);
    const std::set<std::string> ours{"localhost" + port, "127.0.0.1" + port, "[::1]" + port};
    if (!ours.contains(lower_ascii(host))) return true;
  }
  const auto origin = request.header("origin");
  if (!origin.empty() && origin != "https://" + host && origin != "http://" + host) return true;
  const auto fetch_site = request.header("sec-fetch-site");
  return !fetch_site.empty() && fetch_site != "same-origin";
}

}  // namespace halle::gateway
