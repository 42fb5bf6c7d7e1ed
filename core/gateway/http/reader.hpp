#pragma once
// HTTP/1.1 requests read from the bytes of one connection as they come. No socket and no clock.
// Whatever a peer can make long has a limit here, counted in bytes that came and not in bytes that
// were announced. One thread at a time.

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
  /// Sizes and extensions of chunks, and trailers. An eighth of the body that came is allowed
  /// beside.
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
  /// More than this is never kept of bytes that are not parsed yet.
  static constexpr std::size_t room_bytes = 32 << 10;

  explicit Reader(const ReadLimits& limits);
  ~Reader();

  /// Where the next bytes may be written: not empty, valid until the next call.
  std::span<char> room();
  /// Reads on: so many bytes were written to room().
  State came(std::size_t bytes);
  State state() const;

  /// Whether bytes of a request are there that is not complete.
  bool began() const;
  /// The request without its body and address. Names of fields are in small letters; trailers are
  /// left out.
  Request take_head();
  /// As the head says:
  bool keep_alive() const;
  bool http10() const;
  bool chunked() const;
  /// The announced length of the body; none if it comes in chunks.
  std::optional<std::uint64_t> announced() const;
  /// Reads the body, of so many bytes at most.
  State read_body(std::size_t limit);
  /// Bytes of the body that are kept.
  std::size_t body_bytes() const;
  std::string take_body();
  /// Goes on to the next request, of which bytes may be there.
  State next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halle::gateway
