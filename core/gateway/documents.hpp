#pragma once
// Documents: methods that answer GET at an address of their own (halle.option.v1.document). Nothing
// changes; a cookie is read for those that are not public, and no other site gets these.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/bus/routing/router.hpp"
#include "core/gateway/http/http.hpp"

namespace halle::gateway {

class Documents {
 public:
  /// The router outlives it.
  Documents(const bus::Router& router, const bus::Descriptors& descriptors);

  /// The method that answers a GET or HEAD; null if it is not for a document.
  const std::string* method_of(const Request& request) const;

  /// Calls it; `done` gets the reply, on any thread, once. Runs on a worker. Behind a proxy the
  /// site's address is https.
  void start(const Request& request, bool behind_proxy, std::function<void(Reply)> done) const;

  /// A page that says that there is no document.
  static Reply refuse(const Request& request, Code code);

 private:
  struct Route {
    std::vector<std::string> parts;  // of its path, between slashes
    std::string method;
    bool is_public = false;
    bool has_key = false;
  };
  /// Also what stands in the path for the organisation's code and for the key, unless null.
  const Route* find(const std::string& path, std::string* code, std::string* key) const;
  Result<Uuid> organisation(const std::string& code) const;

  const bus::Router& router_;
  std::vector<Route> routes_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Uuid> organisations_;  // by code
  mutable std::chrono::steady_clock::time_point read_at_;
};

}  // namespace halle::gateway
