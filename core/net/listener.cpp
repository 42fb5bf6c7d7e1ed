#include "core/net/listener.hpp"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "core/net/principal.hpp"
#include "core/net/reflection.hpp"
#include "core/net/wire.hpp"

namespace halle::net {
namespace {
std::string metadata(const grpc::GenericCallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  return found == context.client_metadata().end()
             ? std::string{}
             : std::string(found->second.data(), found->second.size());
}

grpc::ByteBuffer buffer_of(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

/// Everything a reactor needs; outlives all reactors.
struct Shared {
  const bus::Router& router;
  const bus::Descriptors& descriptors;
  Pools pools;
  std::string node_token;
};

Result<bus::Context> read_context(const grpc::GenericCallbackServerContext& grpc_context,
                                  const Shared& shared) {
  bus::Context context;
  context.method = grpc_context.method();
  const auto left = grpc_context.deadline() - std::chrono::system_clock::now();
  if (left < std::chrono::hours(1))
    context.deadline = std::chrono::steady_clock::now() +
                       std::chrono::duration_cast<std::chrono::steady_clock::duration>(left);
  if (const auto text = metadata(grpc_context, organisation_key); !text.empty()) {
    const auto id = Uuid::parse(text);
    if (!id) return bad_field("organisation", "halle.organisation_unknown", text);
    context.organisation = *id;
  }
  if (const auto text = metadata(grpc_context, operation_key); !text.empty()) {
    const auto id = Uuid::parse(text);
    if (!id) return bad_field("idempotency-key", "halle.operation_id_unreadable", text);
    context.operation_id = *id;
  }
  constexpr std::string_view bearer = "Bearer ";
  const auto authorization = metadata(grpc_context, authorization_key);
  if (authorization.empty()) return context;
  if (!authorization.starts_with(bearer))
    return Error{Code::unauthenticated, "halle.token_invalid"};
  context.token = authorization.substr(bearer.size());
  if (same_secret(context.token, shared.node_token)) {
    context.token.clear();
    const auto principal = principal_from_bytes(metadata(grpc_context, principal_key));
    if (!principal) return Error{Code::unauthenticated, "halle.token_invalid"};
    context.principal = *principal;
    if (const auto bytes = metadata(grpc_context, behind_key); !bytes.empty()) {
      auto behind = principal_from_bytes(bytes);
      if (!behind) return Error{Code::unauthenticated, "halle.token_invalid"};
      context.behind = std::make_shared<const bus::Principal>(std::move(*behind));
    }
    context.hops = std::atoi(metadata(grpc_context, hops_key).c_str());
  }
  return context;
}

class UnaryReactor final : public grpc::ServerGenericBidiReactor {
 public:
  UnaryReactor(const Shared& shared, grpc::GenericCallbackServerContext* context)
      : shared_(shared), context_(context) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(to_status({Code::invalid_argument, "halle.request_unreadable"}));
      return;
    }
    const auto organisation = Uuid::parse(metadata(*context_, organisation_key));
    const std::uint64_t lane = organisation ? bus::lane_of(*organisation) : 0;
    if (!shared_.pools.of(shared_.router, context_->method())
             .post([this] { run(); }, lane, depth()))
      Finish(to_status({Code::resource_exhausted, "halle.busy"}));
  }

  void OnDone() override { delete this; }

 private:
  /// The call's depth; accepted from other nodes only.
  int depth() const {
    if (!same_secret(metadata(*context_, authorization_key), "Bearer " + shared_.node_token))
      return 0;
    return std::atoi(metadata(*context_, hops_key).c_str());
  }

  /// An exception here ends this call only.
  void run() {
    const auto answered = answered_;  // once it is answered, this reactor may be gone
    const auto answer_once = [this, answered](const Result<std::string>& reply) {
      if (!answered->test_and_set()) answer(reply);
    };
    try {
      auto context = read_context(*context_, shared_);
      if (context)
        shared_.router.start(std::move(context).value(), bytes_of(request_), answer_once);
      else
        answer_once(context.error());
    } catch (const std::exception& error) {
      answer_once(Error{Code::internal, "halle.handler_failed", error.what()});
    }
  }

  void answer(const Result<std::string>& reply) {
    if (!reply) {
      if (reply.error().code == Code::internal)
        spdlog::error("{}: {} {}", context_->method(), reply.error().reason, reply.error().detail);
      Finish(to_status(reply.error()));
      return;
    }
    reply_ = buffer_of(reply.value());
    StartWriteAndFinish(&reply_, grpc::WriteOptions(), grpc::Status::OK);
  }

  const Shared& shared_;
  grpc::GenericCallbackServerContext* context_;
  const std::shared_ptr<std::atomic_flag> answered_ = std::make_shared<std::atomic_flag>();
  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
};

/// grpc.health.v1.Health/Check: SERVING once the node listens.
class HealthReactor final : public grpc::ServerGenericBidiReactor {
 public:
  HealthReactor() { StartRead(&request_); }
  void OnReadDone(bool /*ok*/) override {
    reply_ = buffer_of(std::string("\x08\x01", 2));  // status: SERVING
    StartWriteAndFinish(&reply_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
};

/// ServerReflectionInfo: one answer for each question until the client is done.
class ReflectionReactor final : public grpc::ServerGenericBidiReactor {
 public:
  explicit ReflectionReactor(const bus::Descriptors& descriptors) : descriptors_(descriptors) {
    StartRead(&request_);
  }
  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    reply_ = buffer_of(answer_reflection(descriptors_, bytes_of(request_)));
    StartWrite(&reply_);
  }
  void OnWriteDone(bool ok) override {
    if (ok)
      StartRead(&request_);
    else
      Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  const bus::Descriptors& descriptors_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
};

class GenericService final : public grpc::CallbackGenericService {
 public:
  explicit GenericService(Shared shared) : shared_(std::move(shared)) {}

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    const auto& method = context->method();
    if (method == "/grpc.health.v1.Health/Check") return new HealthReactor;
    if (method == "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo" ||
        method == "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
      return new ReflectionReactor(shared_.descriptors);
    return new UnaryReactor(shared_, context);
  }

  Shared shared_;
};
}  // namespace

struct Listener::Impl {
  explicit Impl(Shared shared) : service(std::move(shared)) {}
  GenericService service;
  std::unique_ptr<grpc::Server> server;
};

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Listener::~Listener() {
  if (impl_->server) drain(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<Listener>> Listener::start(const std::string& address,
                                                  const bus::Router& router,
                                                  const bus::Descriptors& descriptors, Pools pools,
                                                  std::string node_token) {
  tune_grpc();
  auto impl = std::make_unique<Impl>(Shared{router, descriptors, pools, std::move(node_token)});
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&impl->service);
  builder.SetMaxReceiveMessageSize(25 << 20);  // the router refuses by method, with a reason
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 200);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int bound = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &bound);
  impl->server = builder.BuildAndStart();
  if (!impl->server || bound == 0) return Error{Code::unavailable, "halle.address_in_use", address};
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

void Listener::drain(std::chrono::milliseconds grace) {
  impl_->server->Shutdown(std::chrono::system_clock::now() + grace);
  impl_->server->Wait();
}

}  // namespace halle::net
