#pragma once
// Calls of browsers and of scripts: gRPC-Web and Connect (binary and JSON), as calls of the router;
// streams as its watches. The context is made anew from what may be believed: nothing a client says
// of itself but its token, its organisation and its operation id.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/bus/watches.hpp"
#include "core/gateway/http.hpp"

namespace halle::gateway {

/// The name under which other sites could reach us: who may send calls with our cookie.
struct Site {
  bool behind_proxy = false;  // then any Host is ours, else only this machine's names
  int port = 0;
};

/// The token of the browser's session; empty if it brings none.
std::string session_token(const Request& request);

class Calls {
 public:
  /// All outlive it.
  Calls(const bus::Router& router, const bus::Descriptors& descriptors, bus::Watches& watches);
  ~Calls();

  /// The refusal of a request that another site may have sent, if it is one: nothing was done.
  std::optional<Reply> refuse_foreign(const Request& request, const Site& site) const;

  /// How many bytes the body of a call of that path may have.
  std::size_t body_limit(const std::string& path) const;

  /// Makes the call; `done` gets the reply, on any thread, once. Runs on a worker.
  void start(const Request& request, std::function<void(Reply)> done) const;

  /// Whether a path is that of a stream.
  bool streams(const std::string& path) const;
  /// Opens the stream that is asked for. Runs on a worker.
  Result<std::shared_ptr<bus::Watches::Watch>> open(const Request& request) const;
  /// The head of a stream's reply, a message of it in the request's own form, and its last part.
  Reply stream_head(const Request& request) const;
  std::string part(const Request& request, const std::string& message) const;
  std::string last_part(const Request& request, const Error& why) const;

  /// The reply for an error before or instead of the call, in the request's own form.
  Reply refuse(const Request& request, const Error& error) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
