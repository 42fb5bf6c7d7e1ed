#pragma once
// Calls of browsers and of scripts: gRPC-Web and Connect (binary and JSON), as calls of the router;
// streams as its watches. The context is made anew from what may be believed: nothing a client says
// of itself but its token, its organisation and its operation id.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/bus/streams.hpp"
#include "core/gateway/http/http.hpp"

namespace halle::gateway {

/// The name under which other sites could reach us: who may send calls with our cookie.
struct Site {
  bool behind_proxy = false;  // then any Host is ours, else only this machine's names
  int port = 0;
};

/// The token of the browser's session; empty if it brings none.
std::string session_token(const Request& request);

/// Who calls, if they may, by the router's stages. Nobody is the operator or the kernel over the
/// network: `halle.token_invalid`.
Result<bus::Principal> admit(const bus::Router& router, const bus::Context& context);

class Calls {
 public:
  /// All outlive it.
  Calls(const bus::Router& router, const bus::Descriptors& descriptors, bus::Streams& streams);
  ~Calls();

  /// The refusal of a request that another site may have sent, or in a form that is none of ours:
  /// nothing was done.
  std::optional<Reply> refuse_foreign(const Request& request, const Site& site) const;

  /// What may come before it is known who calls.
  static constexpr std::size_t unknown_body = 16 << 10;
  /// How many bytes the body may have, if the caller may call the method at all. Needs the head
  /// only. Runs on a worker.
  Result<std::size_t> admit(const Request& request) const;

  /// Makes the call; `done` gets the reply, on any thread, once. Nothing of the body is decoded for
  /// whoever may not call. Runs on a worker.
  void start(const Request& request, std::function<void(Reply)> done) const;

  /// Whether a path is that of a stream.
  bool streams(const std::string& path) const;
  /// Opens the stream that is asked for. Runs on a worker.
  Result<std::shared_ptr<bus::Streams::Stream>> open(const Request& request) const;
  /// The head of a stream's reply, a message of it in the request's own form, and its last part.
  Reply stream_head(const Request& request) const;
  std::string part(const Request& request, const std::string& message) const;
  std::string last_part(const Request& request, const Error& why) const;

  /// The reply for an error before or instead of the call, in the request's own form. Takes a
  /// browser's session away that is none any more.
  Reply refuse(const Request& request, const Error& error) const;

 private:
  struct Impl;
  Reply answer(const Request& request, const bus::MethodRules& rules, const std::string& device,
               Result<std::string> result) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
