#pragma once
// Halle's calls on the wire of gRPC: which metadata carries what, and errors as google.rpc details.

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
// Between nodes only, with the node's own token: who calls, on whose behalf, and how deep the call
// is.
inline constexpr const char* principal_key = "halle-principal-bin";
inline constexpr const char* behind_key = "halle-behind-bin";
inline constexpr const char* hops_key = "halle-hops";

/// Settings of the process that gRPC runs in; before anything else of it, any number of times.
void tune_grpc();

std::string bytes_of(const grpc::ByteBuffer& buffer);
/// What google.rpc details say of an error: full message names and serialised messages.
std::vector<std::pair<std::string, std::string>> details_of(const Error& error);
grpc::Status to_status(const Error& error);
Error from_status(const grpc::Status& status);

}  // namespace halle::net
