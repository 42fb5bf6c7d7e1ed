#pragma once
// Encodings of the web: base64, percent, gzip.

#include <string>
#include <string_view>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

/// Base64 of RFC 4648, with padding or without.
std::string base64(std::string_view bytes, bool padded);
/// Percent-encodes text for gRPC's `grpc-message`: every byte but printable ASCII, and '%', as %XX.
std::string percent(std::string_view text);
/// Whether the client accepts a content encoding, "br" or "gzip": it is named, and not with q=0.
bool accepts(const Request& request, std::string_view encoding);
/// The bytes compressed with gzip; empty if that fails.
std::string gzip(std::string_view bytes);

}  // namespace halle::gateway
