#include "core/net/client.hpp"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <future>

#include "core/net/principal.hpp"
#include "core/net/wire.hpp"

namespace halle::net {

struct Client::Impl {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<grpc::GenericStub> stub;

  Result<std::string> unary(grpc::ClientContext& context, std::string_view method,
                            std::string_view request) const {
    const grpc::Slice slice(request.data(), request.size());
    const grpc::ByteBuffer out(&slice, 1);
    grpc::ByteBuffer in;
    std::promise<grpc::Status> done;
    stub->UnaryCall(&context, std::string(method), {}, &out, &in,
                    [&](grpc::Status status) { done.set_value(std::move(status)); });
    const grpc::Status status = done.get_future().get();
    if (!status.ok()) return from_status(status);
    std::vector<grpc::Slice> slices;
    (void)in.Dump(&slices);
    std::string reply;
    for (const auto& piece : slices)
      reply.append(reinterpret_cast<const char*>(piece.begin()), piece.size());
    return reply;
  }
};

Client::Client(const std::string& address) : impl_(std::make_unique<Impl>()) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  impl_->channel =
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  impl_->stub = std::make_unique<grpc::GenericStub>(impl_->channel);
}

Client::~Client() = default;

Result<std::string> Client::call(std::string_view method, std::string_view request,
                                 const CallOptions& options) const {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + options.timeout);
  if (!options.token.empty()) context.AddMetadata(authorization_key, "Bearer " + options.token);
  if (!options.organisation.is_nil())
    context.AddMetadata(organisation_key, options.organisation.text());
  if (!options.operation_id.is_nil())
    context.AddMetadata(operation_key, options.operation_id.text());
  return impl_->unary(context, method, request);
}

Result<std::string> Client::forward(const bus::Context& from, std::string_view request,
                                    const std::string& node_token) const {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::duration_cast<std::chrono::milliseconds>(
                           from.deadline - std::chrono::steady_clock::now()));
  context.AddMetadata(authorization_key, "Bearer " + node_token);
  context.AddMetadata(principal_key, principal_bytes(from.principal));
  context.AddMetadata(hops_key, std::to_string(from.hops));
  if (!from.organisation.is_nil()) context.AddMetadata(organisation_key, from.organisation.text());
  if (!from.operation_id.is_nil()) context.AddMetadata(operation_key, from.operation_id.text());
  return impl_->unary(context, from.method, request);
}

bool Client::wait_ready(std::chrono::milliseconds timeout) const {
  return impl_->channel->WaitForConnected(std::chrono::system_clock::now() + timeout);
}

}  // namespace halle::net
