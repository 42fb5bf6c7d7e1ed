#pragma once
// Calls over HTTP: gRPC-Web and Connect (binary and JSON), as calls of the router; streams through
// bus::Streams. The call's context is built from the token or cookie, the organisation and the
// operation id only; other client headers are ignored.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/bus/streams.hpp"
#include "core/gateway/http/http.hpp"
#include "core/gateway/http/site.hpp"

namespace halle::gateway {

/// The session token of the browser's cookie; empty if there is none.
std::string session_token(const Request& request);

/// Runs the router's stages that need no body (Router::admit). The principals operator and kernel
/// are refused over the network: `halle.token_invalid`.
Result<bus::Principal> admit(const bus::Router& router, const bus::Context& context);

class Calls {
 public:
  /// All arguments must outlive this object.
  Calls(const bus::Router& router, const bus::Descriptors& descriptors, bus::Streams& streams);
  ~Calls();

  /// Returns the refusal of a request that another site may have sent or whose content type is not
  /// supported; empty if it is acceptable. Nothing has been done yet.
  std::optional<Reply> refuse_foreign(const Request& request, const Site& site) const;

  /// Bytes of a body that are read before the caller is checked (admit).
  static constexpr std::size_t unknown_body = 16 << 10;
  /// Returns the maximum size of the body, bytes, if the caller may call the method. Needs the head
  /// only. Runs on a worker.
  Result<std::size_t> admit(const Request& request) const;

  /// Makes the call; `done` gets the reply once, on any thread. Nothing of the body is decoded
  /// unless the caller may call the method. Runs on a worker.
  void start(const Request& request, std::function<void(Reply)> done) const;

  /// Whether the path is that of a stream.
  bool streams(const std::string& path) const;
  /// Opens the requested stream. Runs on a worker.
  Result<std::shared_ptr<bus::Streams::Stream>> open(const Request& request) const;
  /// The head of a stream's reply, one message of it in the request's format, and its end.
  Reply stream_head(const Request& request) const;
  std::string part(const Request& request, const std::string& message) const;
  std::string last_part(const Request& request, const Error& why) const;

  /// The reply for an error before or instead of the call, in the request's format. Clears the
  /// browser's cookie if its session has ended.
  Reply refuse(const Request& request, const Error& error) const;

 private:
  struct Impl;
  Reply answer(const Request& request, const bus::MethodRules& rules, const std::string& device,
               Result<std::string> result) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
