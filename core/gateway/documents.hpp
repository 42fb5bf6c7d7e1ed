#pragma once
// Documents: methods that the gateway answers at a path of their own, by GET
// (halle.option.v1.document). They have no side effects. The session cookie is read only for
// documents that are not public, and these cannot be read by other sites. And forms: methods that
// it answers by POST of an HTML form (halle.option.v1.form). These are public and read no cookie.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/bus/routing/router.hpp"
#include "core/gateway/http/http.hpp"
#include "core/gateway/http/site.hpp"

namespace halle::gateway {

/// Who may keep a page for a minute.
enum class Kept { by_all, by_caller, by_nobody };

class Documents {
 public:
  /// `router` must outlive this object.
  Documents(const bus::Router& router, const bus::Descriptors& descriptors);

  /// The method that answers a GET or HEAD of a document, or the POST of a form; null if the path
  /// is neither's. The name of a method is no form's path.
  const std::string* method_of(const Request& request) const;
  /// Whether the request posts a form; its body is no call.
  bool posts_form(const Request& request) const {
    return request.verb == "POST" && method_of(request) != nullptr;
  }

  /// Returns the refusal of a form that another site may have made a browser send, or whose type is
  /// neither that of URL-encoded fields nor multipart/form-data, whose fields are not read; empty
  /// if it is acceptable. Needs the head only.
  static std::optional<Reply> refuse_form(const Request& request, const Site& site);

  /// Calls the method; `done` gets the reply once, on any thread. Runs on a worker. `behind_proxy`:
  /// the site's address is https.
  void start(const Request& request, bool behind_proxy, std::function<void(Reply)> done) const;

  /// A page that says that there is no such document, or that the form was not accepted.
  static Reply refuse(const Request& request, const Error& error);

 private:
  struct Route {
    std::vector<std::string> parts;  // segments of its path
    std::string method;
    bool is_public = false;
    bool has_key = false;
    bool is_form = false;
    Kept kept = Kept::by_all;
  };
  /// Finds the route of a path, of a form or a document. Returns the organisation's code and the
  /// key in the path through `code` and `key` unless they are null.
  const Route* find(const std::string& path, bool form, std::string* code, std::string* key) const;
  void add(const std::string& path, const bus::MethodRules& method, bool form);
  /// A page at the path of a form may hold an operation id: two readers must not get the same one.
  void keep_no_page_with_a_form();
  /// Paths of the public documents of an organisation that need no key.
  std::vector<std::string> public_paths(const Uuid& id, const std::string& code) const;
  Result<Uuid> organisation(const std::string& code) const;

  const bus::Router& router_;
  std::vector<Route> routes_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Uuid> organisations_;  // by code
  mutable std::chrono::steady_clock::time_point read_at_;
};

}  // namespace halle::gateway
