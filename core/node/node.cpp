#include "core/node/node.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "core/bus/extension_points.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/pool.hpp"
#include "core/bus/streams.hpp"
#include "core/events/events.hpp"
#include "core/gateway/gateway.hpp"
#include "core/jobs/threads.hpp"
#include "core/module/crash_attribution.hpp"
#include "core/module/host.hpp"
#include "core/net/client.hpp"
#include "core/net/listener.hpp"
#include "core/node/kernel_service.hpp"
#include "core/node/resolve.hpp"
#include "core/sdk/service.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::node {
namespace kv = ::halle::kernel::v1;

namespace {
constexpr int interactive_workers = 6;
constexpr int background_workers = 2;
constexpr std::size_t queue_limit = 2000;
constexpr std::chrono::seconds identity_lifetime{5};
constexpr std::chrono::seconds drain_time{10};
constexpr std::chrono::seconds loading_time{20};  // before the supervisor stops waiting

using std::chrono::steady_clock;

void say(const module::Refusal& refusal) {
  spdlog::error("module {} does not run: {}", refusal.id, refusal.sentence);
}

/// Handler for the methods of a module that is not running.
Result<std::string> not_running(const bus::Context& context, const bus::MethodRules&,
                                std::string_view) {
  return Error{Code::unavailable, "halle.module_not_running", context.method};
}

std::string read_secret(const std::string& path) {
  std::ifstream in(path);
  std::string secret;
  std::getline(in, secret);
  return secret;
}

/// The texts in the folder by file name.
std::map<std::string, std::string, std::less<>> read_configuration(const std::string& folder) {
  std::map<std::string, std::string, std::less<>> all;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    std::ifstream in(entry.path());
    all[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return all;
}

std::string socket_of(const std::string& run_folder, const std::string& node) {
  return "unix:" + run_folder + "/sockets/" + node + ".sock";
}

}  // namespace

const std::string* node_of(const ::halle::module::v1::Composition& composition,
                           const std::string& module) {
  for (const auto& node : composition.nodes())
    for (const auto& id : node.modules())
      if (id == module) return &node.name();
  return nullptr;
}

Result<module::Resolved> resolve(const std::vector<halle_module_entry>& entries,
                                 const ::halle::module::v1::Composition& composition,
                                 const std::string& modules_folder, bus::Descriptors& descriptors) {
  HALLE_TRY(kernel, descriptors.add(kernel_descriptors(), kernel_services()));
  return module::resolve(entries, composition, modules_folder, descriptors);
}

struct Node::Impl {
  Options options;
  std::string node_token;
  std::string operator_token;
  bus::Descriptors descriptors;
  module::Resolved resolved;
  db::Database database;
  bus::Router router;
  module::Environment environment;
  bus::ExtensionPoints extension_points;
  bus::Identities identities;
  bus::Organisations organisations;
  std::map<std::string, std::unique_ptr<net::Client>> other_nodes;
  std::map<std::string, events::Consumptions> consumers;
  std::vector<std::string> all_consumers;  // of all nodes
  std::vector<jobs::Job> jobs;
  std::unique_ptr<bus::Streams> streams;
  // something changed that other nodes and hosts do not know yet
  std::atomic<bool> changed = false;
  std::vector<const module::Module*> here;
  std::vector<const module::Module*> composed_modules;
  std::unique_ptr<bus::WorkerPool> interactive;
  std::unique_ptr<bus::WorkerPool> background;
  std::unique_ptr<bus::WorkerPool> hashing;
  std::unique_ptr<net::Listener> listener;
  std::unique_ptr<gateway::Gateway> gateway;
  std::atomic<bool> stopping = false;
  std::thread events_thread;
  std::unique_ptr<jobs::Threads> job_threads;

  explicit Impl(Options given)
      : options(std::move(given)),
        database(options.database),
        environment{database, router, descriptors, options.clock},
        extension_points(router, options.clock,
                         [this](const Uuid& organisation, const std::string& module) {
                           return is_enabled(organisation, module);
                         }),
        identities([this](std::string_view token,
                          bus::Deadline deadline) { return identify(token, deadline); },
                   identity_lifetime, options.clock),
        organisations([this](bus::Deadline deadline) { return ask_organisations(deadline); },
                      identity_lifetime, options.clock) {}

  Status prepare();
  Status add_module(module::Module& module);
  void add_calls(const ::halle::module::v1::Manifest& manifest);
  Result<bus::Principal> identify(std::string_view token, bus::Deadline deadline) const;
  Result<bus::OrganisationStates> ask_organisations(bus::Deadline deadline) const;
  bool is_enabled(const Uuid& organisation, const std::string& module);
  Status listen();
  bus::Handler noted(bus::Handler handler);
  void run_events();
  bool pump_once();
};

Status Node::Impl::prepare() {
  environment.key = read_secret(options.run_folder + "/installation.secret");
  environment.configuration = read_configuration(options.run_folder + "/configuration");
  node_token = read_secret(options.run_folder + "/node.token");
  operator_token = read_secret(options.run_folder + "/operator.token");
  if (node_token.empty() || operator_token.empty())
    return Error{Code::failed_precondition, "halle.tokens_missing", options.run_folder};
  HALLE_TRY(found,
            resolve(options.modules, options.composition, options.modules_folder, descriptors));
  resolved = std::move(found);
  for (const auto& refusal : resolved.refused) say(refusal);
  for (const auto& node : options.composition.nodes())
    if (node.name() != options.name)
      other_nodes[node.name()] =
          std::make_unique<net::Client>(socket_of(options.run_folder, node.name()));
  for (const auto& module : resolved.modules) {
    composed_modules.push_back(module.get());
    HALLE_CHECK(add_module(*module));
  }
  for (auto stream : descriptors.rules()) {
    const auto* read = stream.watches.empty() ? nullptr : router.find(stream.watches);
    if (read == nullptr) continue;
    stream.module = read->module;
    HALLE_CHECK(router.add_stream(stream));
  }
  HALLE_CHECK(extension_points.open(router, descriptors, module::fillers_of(resolved.modules)));
  const KernelView view{options.name,  options.run_folder, environment,         descriptors,
                        here,          composed_modules,   consumers,           all_consumers,
                        jobs,          resolved.refused,   extension_points,    router,
                        organisations, options.clock,      options.shared_clock};
  HALLE_CHECK(add_kernel_service(view));
  HALLE_CHECK(add_module_service(view));
  HALLE_CHECK(add_notice_service(view));
  router.set_identify([this](std::string_view token, bus::Deadline deadline) {
    return identities.resolve(token, deadline);
  });
  router.set_organisations(
      {[this](const Uuid& organisation, const std::string& module, bus::Deadline deadline) {
         return organisations.with(organisation, module, deadline);
       },
       [this](const Uuid& organisation, bus::Deadline deadline) {
         return organisations.look(organisation, deadline);
       },
       [this](const Uuid& organisation, bus::Deadline deadline) {
         return organisations.operator_acts(organisation, deadline);
       },
       [this](const Uuid& organisation) {
         const auto state = organisations.look(organisation);
         return state && state->operator_acts;
       }});
  return Done{};
}

void Node::Impl::add_calls(const ::halle::module::v1::Manifest& manifest) {
  std::vector<bus::ModuleCall> calls;
  for (const auto& call : manifest.calls())
    calls.push_back({call.method(), {call.with().begin(), call.with().end()}});
  router.add_module(manifest.id(), calls);
}

Status Node::Impl::add_module(module::Module& module) {
  const auto& manifest = module.manifest;
  add_calls(manifest);
  for (const auto& permission : manifest.permissions())
    router.add_permission(permission.id(), {permission.roles().begin(), permission.roles().end()});
  const std::string& where = *node_of(options.composition, manifest.id());
  const bool local = where == options.name;
  bool runs = true;
  if (local) {
    const module::AtWork at_work(manifest.id().c_str(), steady_clock::now() + loading_time);
    if (const auto loaded = module::load(module); !loaded) {
      if (manifest.essential()) return loaded;
      say(resolved.refused.emplace_back(manifest.id(), loaded.error().detail));
      runs = false;
    }
  }
  for (const auto& method : module.provides) {
    if (!method.watches.empty() || method.extension.kind != bus::ExtensionKind::none) continue;
    if (local) {
      auto handler = runs ? module::native_handler(environment, module, method) : not_running;
      HALLE_CHECK(router.add(method, method.mutates ? noted(std::move(handler)) : handler));
    } else {
      const net::Client& client = *other_nodes.at(where);
      HALLE_CHECK(
          router.add_remote(method, where,
                            [this, &client](const bus::Context& context, std::string_view request,
                                            bus::Completion done) {
                              client.forward(context, request, node_token, std::move(done));
                            }));
    }
  }
  if (!manifest.consumes().empty()) all_consumers.push_back(manifest.id());
  if (!local || !runs) return Done{};
  here.push_back(&module);
  for (const auto& consumption : manifest.consumes())
    consumers[manifest.id()][consumption.event()] = consumption.method();
  for (const auto& job : manifest.jobs())
    jobs.push_back({manifest.id() + "." + job.id(), manifest.id(), job.method(),
                    std::chrono::seconds(job.every_seconds()), job.waits()});
  return Done{};
}

bool Node::Impl::is_enabled(const Uuid& organisation, const std::string& module) {
  for (const auto* known : composed_modules)
    if (known->manifest.id() == module && known->manifest.essential()) return true;
  const auto has = organisations.has(organisation, module);
  return has && has.value();
}

/// Tells the streams what a call may have changed.
bus::Handler Node::Impl::noted(bus::Handler handler) {
  return [this, handler = std::move(handler)](
             const bus::Context& context, const bus::MethodRules& rules, std::string_view request) {
    auto reply = handler(context, rules, request);
    if (!reply) return reply;
    streams->changed(bus::package_of(context.method), context.organisation);
    changed = true;
    return reply;
  };
}

Result<bus::Principal> Node::Impl::identify(std::string_view token, bus::Deadline deadline) const {
  if (same_secret(token, operator_token)) return bus::Principal::operator_account();
  bus::Context context;
  context.first = true;
  context.deadline = deadline;
  context.method = "/halle.kernel.v1.Identity/Resolve";
  context.principal = bus::Principal::kernel();
  kv::ResolveRequest request;
  request.set_token_hash(sha256(token));
  HALLE_TRY(bytes, router.call(context, request.SerializeAsString()));
  kv::ResolveReply reply;
  if (!reply.ParseFromString(bytes) || reply.account().empty())
    return Error{Code::unauthenticated, "halle.token_invalid"};
  bus::Principal principal{bus::Principal::Kind::account, "account:" + reply.account(), {}};
  for (const auto& grant : reply.grants())
    principal.grants.push_back(
        {Uuid::parse(grant.organisation()).value_or(Uuid{}), grant.role(), grant.subject()});
  return principal;
}

Result<bus::OrganisationStates> Node::Impl::ask_organisations(bus::Deadline deadline) const {
  bus::Context context;
  context.first = true;
  context.deadline = deadline;
  context.method = "/halle.kernel.v1.Identity/ListOrganisations";
  context.principal = bus::Principal::kernel();
  HALLE_TRY(bytes, router.call(context, {}));
  kv::ListOrganisationsReply reply;
  if (!reply.ParseFromString(bytes)) return Error{Code::internal, "halle.reply_unreadable"};
  bus::OrganisationStates all;
  for (const auto& organisation : reply.organisations()) {
    auto& state = all[Uuid::parse(organisation.id()).value_or(Uuid{})];
    state.operator_acts = organisation.operator_acts();
    state.code = organisation.code();
    state.name = organisation.name();
    state.zone = organisation.time_zone();
    state.modules.insert(organisation.modules().begin(), organisation.modules().end());
    for (const auto* module : composed_modules)
      if (module->manifest.essential()) state.modules.insert(module->manifest.id());
  }
  return all;
}

Status Node::Impl::listen() {
  interactive = std::make_unique<bus::WorkerPool>(interactive_workers, queue_limit);
  background = std::make_unique<bus::WorkerPool>(background_workers, queue_limit);
  hashing = std::make_unique<bus::WorkerPool>(1, 50);
  const net::Pools pools{*interactive, *background, *hashing};
  streams = std::make_unique<bus::Streams>(router, *interactive);
  HALLE_TRY(started, net::Listener::start(socket_of(options.run_folder, options.name), router,
                                          descriptors, pools, node_token));
  listener = std::move(started);
  for (const auto& node : options.composition.nodes()) {
    if (node.name() != options.name || !node.listens()) continue;
    std::map<std::string, std::string> scripts;
    for (const auto& module : resolved.modules)
      if (!module->package.screens().empty())
        scripts[module->manifest.id()] = module->package.screens();
    HALLE_TRY(opened,
              gateway::Gateway::start(
                  {options.listen, options.behind_proxy, options.web, {}, std::move(scripts)},
                  router, descriptors, pools, *streams));
    gateway = std::move(opened);
  }
  return Done{};
}

bool Node::Impl::pump_once() {
  bool moved = false;
  const auto note = [&](const char* what, const auto& result) {
    if (!result)
      spdlog::warn("{}: {} {}", what, result.error().reason, result.error().detail);
    else
      moved = moved || result.value() > 0;
  };
  note("relay", events::relay(database));
  if (const auto known = organisations.known(); !known)
    note("consumers", Result<std::int64_t>(known.error()));
  else
    note("consumers",
         events::deliver(database, router, consumers, *known.value(), options.shared_clock));
  return moved;
}

void Node::Impl::run_events() {
  // a session of its own: the thread's other sessions may be replaced
  std::unique_ptr<db::Connection> listening;
  while (!stopping) {
    if (!listening || listening->broken()) {
      auto opened = db::Connection::open(options.database);
      if (!opened) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        continue;
      }
      listening = std::move(opened).value();
      listening->queue("BEGIN");
      listening->queue("LISTEN halle_outbox");
      listening->queue("LISTEN halle_identity");
      listening->queue("LISTEN halle_changed");
      listening->queue("COMMIT");
      if (!listening->wait()) continue;
      identities.drop();  // notices sent meanwhile were not received
      organisations.drop();
      streams->look_again();
    }
    while (const auto notice = listening->notification()) {
      if (*notice == "halle_identity") {
        identities.drop();
        organisations.drop();
      }
      if (*notice != "halle_outbox") streams->look_again();
    }
    if (changed.exchange(false)) {
      listening->queue("BEGIN");
      listening->queue("NOTIFY halle_changed");
      listening->queue("COMMIT");
      if (!listening->wait()) {
        changed = true;
        continue;
      }
    }
    if (!pump_once()) listening->wait_notification(250);
  }
}

Node::Node(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Node::~Node() {
  impl_->stopping = true;
  impl_->job_threads->stop();
  const auto until = std::chrono::steady_clock::now() + drain_time;
  const auto left = [&] {
    return std::max(std::chrono::milliseconds{0},
                    std::chrono::duration_cast<std::chrono::milliseconds>(
                        until - std::chrono::steady_clock::now()));
  };
  impl_->streams->stop();
  if (impl_->gateway) impl_->gateway->drain(left());
  if (impl_->listener) impl_->listener->drain(left());
  impl_->gateway.reset();
  if (impl_->events_thread.joinable()) impl_->events_thread.join();
  impl_->job_threads.reset();
  for (auto* pool : {&impl_->interactive, &impl_->background, &impl_->hashing})
    if (*pool) (*pool)->stop();
}

Result<std::unique_ptr<Node>> Node::start(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  HALLE_CHECK(impl->prepare());
  HALLE_CHECK(impl->listen());
  impl->events_thread = std::thread([raw = impl.get()] { raw->run_events(); });
  impl->job_threads =
      std::make_unique<jobs::Threads>(impl->database, impl->router, impl->organisations,
                                      impl->options.shared_clock, impl->options.name, impl->jobs);
  return std::unique_ptr<Node>(new Node(std::move(impl)));
}

int Node::port() const {
  return impl_->gateway ? impl_->gateway->port() : 0;
}

Result<std::vector<db::Schema>> schemas(const std::vector<halle_module_entry>& entries,
                                        const ::halle::module::v1::Composition& composition,
                                        const std::string& modules_folder) {
  bus::Descriptors descriptors;
  HALLE_TRY(resolved, resolve(entries, composition, modules_folder, descriptors));
  std::vector<db::Schema> all;
  for (const auto& module : resolved.modules) {
    HALLE_TRY(schema, module::schema_of(*module));
    if (!schema.migrations.empty()) all.push_back(std::move(schema));
  }
  return all;
}

}  // namespace halle::node
