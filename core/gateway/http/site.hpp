#pragma once
// How the gateway is reached, and which requests other sites may have made a browser send.

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

struct Site {
  bool behind_proxy = false;  // any Host is accepted; otherwise only this machine's names
  int port = 0;
};

/// Whether the request names another host than the site's, or says that another site made it: by
/// Origin or Sec-Fetch-Site, which may be absent.
bool is_foreign(const Request& request, const Site& site);

}  // namespace halle::gateway
