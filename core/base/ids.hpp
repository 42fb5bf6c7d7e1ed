#pragma once
// Identifiers: UUIDs, version 7 for new ones (RFC 9562), version 8 for those derived from another.

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace halle {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }
  /// 36 characters, lower case.
  std::string text() const;
  /// Accepts the 36-character form, either case; nothing else.
  static std::optional<Uuid> parse(std::string_view text);
};

/// A new id whose first 48 bits are `unix_ms`, the rest random (kernel randomness).
Uuid make_uuid_v7(std::int64_t unix_ms);

/// The id of the step `name` of operation `parent`; deterministic. Calls that a handler makes carry
/// such ids, so that a retried handler repeats its calls instead of duplicating their effects.
Uuid derive_uuid(const Uuid& parent, std::string_view name);

/// SHA-256 of the bytes, as 32 raw bytes.
std::string sha256(std::string_view bytes);
/// HMAC-SHA256 of the text under a key of any length, as 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);
/// Bytes as lower-case hexadecimal.
std::string hex(std::string_view bytes);
/// SHA-256 of bytes that come in parts, as hexadecimal.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  /// The digest of all bytes added. Call once.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
/// `bytes` random bytes from the kernel as lower-case hexadecimal.
std::string random_hex(int bytes);
/// Compares in time that depends only on the lengths.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace halle
