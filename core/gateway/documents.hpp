#pragma once
// Documents: methods that the gateway answers at a path of their own, by GET
// (halle.option.v1.document). They have no side effects. The session cookie is read only for
// documents that are not public, and these cannot be read by other sites.

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
  /// `router` must outlive this object.
  Documents(const bus::Router& router, const bus::Descriptors& descriptors);

  /// The method that answers a GET or HEAD; null if the path is not a document's.
  const std::string* method_of(const Request& request) const;

  /// Calls the method; `done` gets the reply once, on any thread. Runs on a worker. `behind_proxy`:
  /// the site's address is https.
  void start(const Request& request, bool behind_proxy, std::function<void(Reply)> done) const;

  /// A page that says that there is no such document.
  static Reply refuse(const Request& request, Code code);

 private:
  struct Route {
    std::vector<std::string> parts;  // segments of its path
    std::string method;
    bool is_public = false;
    bool has_key = false;
  };
  /// Finds the route of a path. Returns the organisation's code and the key in the path through
  /// `code` and `key` unless they are null.
  const Route* find(const std::string& path, std::string* code, std::string* key) const;
  Result<Uuid> organisation(const std::string& code) const;

  const bus::Router& router_;
  std::vector<Route> routes_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Uuid> organisations_;  // by code
  mutable std::chrono::steady_clock::time_point read_at_;
};

}  // namespace halle::gateway
