#include "core/net/wire.hpp"

#include <absl/synchronization/mutex.h>

#include "google/rpc/details.pb.h"

namespace halle::net {
namespace {
constexpr const char* info_type = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr const char* fields_type = "type.googleapis.com/google.rpc.BadRequest";
}  // namespace

void tune_grpc() {
  // Debian's Abseil searches for deadlocks at every lock that gRPC takes.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

std::string bytes_of(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  (void)buffer.Dump(&slices);
  std::string out;
  for (const auto& slice : slices)
    out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return out;
}

grpc::Status to_status(const Error& error) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(error.code));
  details.set_message(error.reason);
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain("halle");
  auto* any = details.add_details();
  any->set_type_url(info_type);
  any->set_value(info.SerializeAsString());
  if (!error.fields.empty()) {
    google::rpc::BadRequest request;
    for (const auto& field : error.fields) {
      auto* violation = request.add_field_violations();
      violation->set_field(field.field);
      violation->set_reason(field.reason);
      violation->set_description(field.value);
    }
    any = details.add_details();
    any->set_type_url(fields_type);
    any->set_value(request.SerializeAsString());
  }
  return {static_cast<grpc::StatusCode>(error.code), error.reason, details.SerializeAsString()};
}

Error from_status(const grpc::Status& status) {
  Error error{static_cast<Code>(status.error_code()), "halle.unreachable", status.error_message()};
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    if (error.code == Code::deadline_exceeded) error.reason = "halle.too_late";
    if (error.code == Code::resource_exhausted) error.reason = "halle.request_too_large";
    return error;
  }
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest request;
    if (any.type_url() == info_type && info.ParseFromString(any.value())) {
      error.reason = info.reason();
      error.detail.clear();
    } else if (any.type_url() == fields_type && request.ParseFromString(any.value())) {
      for (const auto& violation : request.field_violations())
        error.fields.push_back({violation.field(), violation.reason(), violation.description()});
    }
  }
  return error;
}

}  // namespace halle::net
