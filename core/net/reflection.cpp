#include "core/net/reflection.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <set>

#include "grpc/reflection/v1/reflection.pb.h"

namespace halle::net {
namespace pb = google::protobuf;
namespace v1 = ::grpc::reflection::v1;

namespace {
void add_with_imports(const pb::FileDescriptor& file, std::set<std::string>& seen,
                      v1::FileDescriptorResponse& out) {
  if (!seen.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i)
    add_with_imports(*file.dependency(i), seen, out);
  pb::FileDescriptorProto proto;
  file.CopyTo(&proto);
  out.add_file_descriptor_proto(proto.SerializeAsString());
}
}  // namespace

std::string answer_reflection(const bus::Descriptors& descriptors, std::string_view request) {
  v1::ServerReflectionResponse response;
  auto& question = *response.mutable_original_request();
  if (!question.ParseFromArray(request.data(), static_cast<int>(request.size()))) return {};
  response.set_valid_host(question.host());
  const auto& pool = descriptors.pool();
  const pb::FileDescriptor* file = nullptr;
  switch (question.message_request_case()) {
    case v1::ServerReflectionRequest::kListServices: {
      std::set<std::string> services;
      for (const auto& method : descriptors.rules())
        services.insert(method.name.substr(1, method.name.rfind('/') - 1));
      auto& list = *response.mutable_list_services_response();
      for (const auto& service : services) list.add_service()->set_name(service);
      return response.SerializeAsString();
    }
    case v1::ServerReflectionRequest::kFileByFilename:
      file = pool.FindFileByName(question.file_by_filename());
      break;
    case v1::ServerReflectionRequest::kFileContainingSymbol:
      file = pool.FindFileContainingSymbol(question.file_containing_symbol());
      break;
    default:
      break;
  }
  if (file == nullptr) {
    response.mutable_error_response()->set_error_code(5);
    response.mutable_error_response()->set_error_message("not found");
  } else {
    std::set<std::string> seen;
    add_with_imports(*file, seen, *response.mutable_file_descriptor_response());
  }
  return response.SerializeAsString();
}

}  // namespace halle::net
