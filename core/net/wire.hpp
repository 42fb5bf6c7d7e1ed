#pragma once
// Halle's calls over gRPC: metadata keys, and errors as google.rpc details.

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace halle::net {

inline constexpr const char* authorization_key = "authorization";      // "Bearer <token>"
inline constexpr const char* organisation_key = "halle-organisation";  // UUID
inline constexpr const char* operation_key = "idempotency-key";        // UUIDv7 of the client
// Between nodes only, together with the node token: the principal, the principal behind it, and the
// call's depth.
inline constexpr const char* principal_key = "halle-principal-bin";
inline constexpr const char* behind_key = "halle-behind-bin";
inline constexpr const char* hops_key = "halle-hops";

/// Sets process-wide options of gRPC. Call before any other use of gRPC; may be repeated.
void tune_grpc();

std::string bytes_of(const grpc::ByteBuffer& buffer);
/// The google.rpc details of an error: full message names and serialised messages.
std::vector<std::pair<std::string, std::string>> details_of(const Error& error);
grpc::Status to_status(const Error& error);
Error from_status(const grpc::Status& status);

}  // namespace halle::net
