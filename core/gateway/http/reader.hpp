#pragma once
// An incremental HTTP/1.1 request parser for the bytes of one connection, without socket or clock.
// Every length that a peer controls has a limit, counted in bytes received and not in bytes
// announced. Used by one thread at a time.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

struct ReadLimits {
  std::size_t head_bytes = 8 << 10;  // request line and fields
  std::size_t fields = 100;
  /// Chunk sizes, chunk extensions and trailers. An eighth of the received body is allowed in
  /// addition.
  std::size_t framing_bytes = 8 << 10;
};

class Reader {
 public:
  enum class State {
    head,           // the head is not complete
    head_complete,  // take_head(), then read_body()
    body,           // the body is not complete
    complete,       // take_body(), then next()
    malformed,      // not exactly one request of HTTP/1.0 or 1.1; nothing more can be read
    head_too_long,
    body_too_long,
    framing_too_long,
  };
  /// Maximum number of bytes kept that are not parsed yet.
  static constexpr std::size_t room_bytes = 32 << 10;

  explicit Reader(const ReadLimits& limits);
  ~Reader();

  /// The buffer for the next bytes: not empty, valid until the next call.
  std::span<char> room();
  /// Parses `bytes` more bytes, which were written to room().
  State came(std::size_t bytes);
  State state() const;

  /// Whether a part of an incomplete request has been received.
  bool began() const;
  /// The request without its body and client address. Header names are in lower case; trailers are
  /// dropped.
  Request take_head();
  /// What the head says about the connection and the body:
  bool keep_alive() const;
  bool http10() const;
  bool chunked() const;
  /// The announced length of the body; empty if it is chunked.
  std::optional<std::uint64_t> announced() const;
  /// Parses the body, of at most `limit` bytes.
  State read_body(std::size_t limit);
  /// Number of bytes of the body held.
  std::size_t body_bytes() const;
  std::string take_body();
  /// Continues with the next request, whose bytes may already have been received.
  State next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
