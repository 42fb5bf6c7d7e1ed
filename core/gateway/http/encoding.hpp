#pragma once
// Encodings of the web: base64, percent, gzip.

#include <string>
#include <string_view>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

/// Base64 of RFC 4648, with padding or without.
std::string base64(std::string_view bytes, bool padded);
/// What gRPC's `grpc-message` needs: everything but printable ASCII, and '%', as %XX.
std::string percent(std::string_view text);
/// The client takes gzip.
bool accepts_gzip(const Request& request);
/// Compressed, empty if that fails.
std::string gzip(std::string_view bytes);

}  // namespace halle::gateway
