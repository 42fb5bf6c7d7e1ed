#include "core/net/wire.hpp"

#include <absl/synchronization/mutex.h>

#include "core/base/text/text.hpp"
#include "google/rpc/details.pb.h"

namespace halle::net {
namespace {
constexpr std::string_view type_prefix = "type.googleapis.com/";
constexpr const char* info_type = "google.rpc.ErrorInfo";
constexpr const char* fields_type = "google.rpc.BadRequest";

bool is(const google::protobuf::Any& any, std::string_view type) {
  return any.type_url() == std::string(type_prefix).append(type);
}
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

std::vector<std::pair<std::string, std::string>> details_of(const Error& error) {
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain("halle");
  std::vector<std::pair<std::string, std::string>> details{{info_type, info.SerializeAsString()}};
  if (error.fields.empty()) return details;
  google::rpc::BadRequest request;
  for (const auto& field : error.fields) {
    auto* violation = request.add_field_violations();
    violation->set_field(field.field);
    violation->set_reason(field.reason);
    if (is_utf8(field.value)) violation->set_description(field.value);  // as given, whatever it is
  }
  details.emplace_back(fields_type, request.SerializeAsString());
  return details;
}

grpc::Status to_status(const Error& error) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(error.code));
  details.set_message(error.reason);
  for (const auto& [type, value] : details_of(error)) {
    auto* any = details.add_details();
    any->set_type_url(std::string(type_prefix) + type);
    any->set_value(value);
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
    if (is(any, info_type) && info.ParseFromString(any.value())) {
      error.reason = info.reason();
      error.detail.clear();
    } else if (is(any, fields_type) && request.ParseFromString(any.value())) {
      for (const auto& violation : request.field_violations())
        error.fields.push_back({violation.field(), violation.reason(), violation.description()});
    }
  }
  return error;
}

}  // namespace halle::net
