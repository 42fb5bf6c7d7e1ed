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

  /// What a call under way needs; lives until it is done.
  struct Pending {
    grpc::ClientContext context;
    grpc::ByteBuffer out;
    grpc::ByteBuffer in;
    bus::Completion done;
  };

  void start(std::unique_ptr<Pending> call, std::string_view method, std::string_view request,
             bus::Completion done) const {
    const grpc::Slice slice(request.data(), request.size());
    auto* pending = call.release();
    pending->out = grpc::ByteBuffer(&slice, 1);
    pending->done = std::move(done);
    stub->UnaryCall(&pending->context, std::string(method), {}, &pending->out, &pending->in,
                    [pending](const grpc::Status& status) {
                      std::unique_ptr<Pending> owned(pending);
                      Result<std::string> reply = status.ok()
                                                      ? Result<std::string>(bytes_of(owned->in))
                                                      : Result<std::string>(from_status(status));
                      const bus::Completion answer = std::move(owned->done);
                      // The context holds the channel. It must not be the last to do so: gRPC's
                      // threads, of which this is one, end with the last channel.
                      owned.reset();
                      answer(std::move(reply));
                    });
  }
};

Client::Client(const std::string& address) : impl_(std::make_unique<Impl>()) {
  tune_grpc();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  // Despite its name the time that an attempt may take: short ones fail on a busy machine.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
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
  // Shared: the woken thread may have ended before set_value() returns.
  const auto answer = std::make_shared<std::promise<Result<std::string>>>();
  start(method, request, options,
        [answer](Result<std::string> reply) { answer->set_value(std::move(reply)); });
  return answer->get_future().get();
}

void Client::start(std::string_view method, std::string_view request, const CallOptions& options,
                   bus::Completion done) const {
  auto pending = std::make_unique<Impl::Pending>();
  auto& context = pending->context;
  context.set_deadline(std::chrono::system_clock::now() + options.timeout);
  if (!options.token.empty()) context.AddMetadata(authorization_key, "Bearer " + options.token);
  if (!options.organisation.is_nil())
    context.AddMetadata(organisation_key, options.organisation.text());
  if (!options.operation_id.is_nil())
    context.AddMetadata(operation_key, options.operation_id.text());
  impl_->start(std::move(pending), method, request, std::move(done));
}

void Client::forward(const bus::Context& from, std::string_view request,
                     const std::string& node_token, bus::Completion done) const {
  auto pending = std::make_unique<Impl::Pending>();
  auto& context = pending->context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::duration_cast<std::chrono::milliseconds>(
                           from.deadline - std::chrono::steady_clock::now()));
  context.AddMetadata(authorization_key, "Bearer " + node_token);
  context.AddMetadata(principal_key, principal_bytes(from.principal));
  if (from.behind) context.AddMetadata(behind_key, principal_bytes(*from.behind));
  context.AddMetadata(hops_key, std::to_string(from.hops));
  if (!from.organisation.is_nil()) context.AddMetadata(organisation_key, from.organisation.text());
  if (!from.operation_id.is_nil()) context.AddMetadata(operation_key, from.operation_id.text());
  impl_->start(std::move(pending), from.method, request, std::move(done));
}

bool Client::wait_ready(std::chrono::milliseconds timeout) const {
  return impl_->channel->WaitForConnected(std::chrono::system_clock::now() + timeout);
}

}  // namespace halle::net
