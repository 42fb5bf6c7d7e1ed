#include "core/testing/module_test.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <atomic>
#include <set>
#include <stdexcept>

#include "core/base/ids.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/db/block.hpp"
#include "core/db/migrator.hpp"
#include "core/module/host.hpp"
#include "core/testing/server.hpp"

namespace halle::harness {
namespace {
using Answerer = std::function<Result<std::string>(std::string_view)>;

/// Full names of the services that a module's protos declare: its own and those it imports.
std::vector<std::string> services_in(std::string_view descriptor_set) {
  google::protobuf::FileDescriptorSet set;
  set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size()));
  std::vector<std::string> names;
  for (const auto& file : set.file())
    for (const auto& service : file.service())
      names.push_back(file.package() + "." + service.name());
  return names;
}

std::string new_database() {
  static std::atomic<int> count = 0;
  return "module" + std::to_string(++count);
}
}  // namespace

struct ModuleTest::Impl {
  Impl(const Server& server, std::unique_ptr<module::Module> opened, const std::string& name,
       Clock clock)
      : module(std::move(opened)),
        admin(server.admin(name)),
        database(server.app(name)),
        environment{database, router, descriptors, std::move(clock)} {
    environment.key = "the key of the tests";
  }

  std::unique_ptr<module::Module> module;
  std::string admin;
  db::Database database;
  bus::Router router;
  bus::Descriptors descriptors;
  module::Environment environment;
  std::map<std::string, Answerer> stand_ins;
  std::map<Uuid, std::int64_t> positions;  // of the events delivered

  void prepare();
  bus::Handler stand_in(const bus::MethodRules& method) const;
  std::string ask(const std::vector<std::string>& statements) const;
};

void ModuleTest::Impl::prepare() {
  const auto& manifest = module->manifest;
  const auto schema = must(module::schema_of(*module));
  must(db::migrate(admin, {schema}, [] { return Status(Done{}); }));
  const std::set<std::string> own(manifest.provides().begin(), manifest.provides().end());
  for (const auto& service : services_in(module->package.descriptors())) {
    const bool is_own = own.contains(service);
    for (const auto& method : must(descriptors.add(module->package.descriptors(), {service},
                                                   is_own ? manifest.id() : std::string{}))) {
      if (!method.watches.empty()) continue;
      const bool runs = is_own && method.extension.kind == bus::ExtensionKind::none;
      if (runs) module->provides.push_back(method);
      must(router.add(
          method, runs ? module::native_handler(environment, *module, method) : stand_in(method)));
    }
  }
  // Methods of modules whose protos the module's own do not import.
  for (const auto& call : manifest.calls()) {
    if (router.find(call.method()) != nullptr) continue;
    bus::MethodRules method{call.method(), {bus::Access::Rule::module, {}}};
    method.mutates = false;
    must(router.add(method, stand_in(method)));
  }
  must(module::check_methods(*module));
  std::vector<bus::ModuleCall> calls;
  for (const auto& call : manifest.calls())
    calls.push_back({call.method(), {call.with().begin(), call.with().end()}});
  router.add_module(manifest.id(), calls);
  bus::OrganisationLookups lookups;
  lookups.look = [](const Uuid& organisation, bus::Deadline) {
    const std::string name = organisation == here() ? "here" : "elsewhere";
    return std::make_shared<const bus::OrganisationState>(
        bus::OrganisationState{{}, true, name, name, "Europe/Paris"});
  };
  lookups.with = [look = lookups.look](
                     const Uuid& organisation, const std::string&,
                     bus::Deadline deadline) -> Result<bus::OrganisationLookups::State> {
    return look(organisation, deadline);
  };
  router.set_organisations(std::move(lookups));
  for (const auto& permission : manifest.permissions())
    router.add_permission(permission.id(), {permission.roles().begin(), permission.roles().end()});
}

bus::Handler ModuleTest::Impl::stand_in(const bus::MethodRules& method) const {
  using Kind = bus::ExtensionKind;
  const auto kind = method.extension.kind;
  const bool has_fillers = kind != Kind::none && kind != Kind::provider;
  return [this, has_fillers](const bus::Context& context, const bus::MethodRules&,
                             std::string_view request) -> Result<std::string> {
    const auto told = stand_ins.find(context.method);
    if (told != stand_ins.end()) return told->second(request);
    if (has_fillers) return std::string{};  // an extension point without fillers
    return Error{Code::unimplemented, "halle.no_stand_in", context.method};
  };
}

/// Runs statements as the administrator; returns the result of the last one.
std::string ModuleTest::Impl::ask(const std::vector<std::string>& statements) const {
  const auto connection = must(db::Connection::open(admin));
  connection->queue("BEGIN");
  std::size_t place = 0;
  for (const auto& statement : statements) place = connection->queue(statement);
  connection->queue("COMMIT");
  return must(connection->wait(place));
}

ModuleTest::ModuleTest(halle_module_entry entry) : entry_(entry) {}
ModuleTest::~ModuleTest() = default;

void ModuleTest::SetUp() {
  const auto server = Server::get();
  if (!server && server.error().reason == "halle.postgres_missing")
    GTEST_SKIP() << "no server of PostgreSQL here (Debian: postgresql-15)";
  must(server);
  const std::string name = new_database();
  must(server.value()->create_database(name));
  impl_ = std::make_unique<Impl>(*server.value(), must(module::open_module(entry_)), name,
                                 clock.clock());
  impl_->prepare();
}

Uuid ModuleTest::here() {
  return Uuid::parse("019d0000-0000-7000-8000-000000000001").value();
}
Uuid ModuleTest::elsewhere() {
  return Uuid::parse("019d0000-0000-7000-8000-000000000002").value();
}

Caller ModuleTest::as(const std::string& role, const std::string& subject, Uuid organisation) {
  return {*this, organisation, role, subject};
}
Caller ModuleTest::as_nobody(Uuid organisation) {
  return {*this, organisation, "", ""};
}
Caller ModuleTest::as_operator(Uuid organisation) {
  return {*this, organisation, "operator", ""};
}
Caller ModuleTest::as_kernel(Uuid organisation) {
  return {*this, organisation, "kernel", ""};
}

Result<std::string> Caller::call(std::string_view method, std::string_view request) {
  bus::Context context;
  context.method = method;
  context.organisation = organisation_;
  context.operation_id = make_uuid_v7(test_.clock.clock()().time_since_epoch().count() / 1000);
  if (role_ == "kernel")
    context.principal = bus::Principal::kernel();
  else if (role_ == "operator")
    context.principal = bus::Principal::operator_account();
  else if (!role_.empty())
    context.principal = {bus::Principal::Kind::account,
                         "account:" + derive_uuid(organisation_, role_ + subject_).text(),
                         {{organisation_, role_, subject_}}};
  return test_.impl_->router.call(context, request);
}

void ModuleTest::answer_bytes(const std::string& method, Answerer handler) {
  if (impl_->router.find(method) == nullptr)
    throw std::invalid_argument("no method of the module's protos: " + method);
  impl_->stand_ins[method] = std::move(handler);
}

void ModuleTest::configure(const std::string& text) {
  impl_->environment.configuration[impl_->module->manifest.id()] = text;
}

Status ModuleTest::deliver_bytes(const std::string& type, const std::string& payload,
                                 Uuid organisation) {
  const auto& manifest = impl_->module->manifest;
  for (const auto& consumption : manifest.consumes()) {
    if (consumption.event() != type) continue;
    auto& position = impl_->positions[organisation];
    if (position == 0)
      impl_->ask({"INSERT INTO halle.consumer (org_id, id) VALUES ('" + organisation.text() +
                  "', '" + manifest.id() + "')"});
    bus::Context context;
    context.method = consumption.method();
    context.organisation = organisation;
    context.principal = bus::Principal::kernel();
    context.delivery = {manifest.id(), position + 1};
    context.operation_id = derive_uuid(organisation, manifest.id() + std::to_string(position + 1));
    HALLE_TRY(reply, impl_->router.call(context, payload));
    ++position;
    return Done{};
  }
  return Error{Code::not_found, "halle.event_not_consumed", type};
}

std::vector<std::string> ModuleTest::emitted_bytes(const std::string& type) const {
  const std::string block =
      impl_->ask({"SELECT payload FROM halle.outbox WHERE type = '" + type + "' ORDER BY id"});
  const db::BlockView view(block);
  std::vector<std::string> events;
  for (std::size_t row = 0; row < view.rows(); ++row) events.push_back(view.bytes(row, 0));
  return events;
}

std::vector<std::string> ModuleTest::rows(const std::string& query) const {
  const std::string block = impl_->ask({query});
  const db::BlockView view(block);
  std::vector<std::string> lines(view.rows());
  for (std::size_t row = 0; row < view.rows(); ++row)
    for (std::size_t column = 0; column < view.columns(); ++column)
      lines[row] += (column == 0 ? "" : "|") + std::string(view.cell(row, column));
  return lines;
}

std::vector<std::string> ModuleTest::broken_invariants() const {
  std::vector<std::string> broken;
  for (const auto& invariant : impl_->module->package.invariants()) {
    for (const auto& organisation : {here(), elsewhere()}) {
      const std::string block =
          impl_->ask({"SET LOCAL ROLE " + impl_->module->role,
                      "SET LOCAL halle.org = '" + organisation.text() + "'", invariant.sql()});
      const db::BlockView view(block);
      for (std::size_t row = 0; row < view.rows(); ++row)
        broken.push_back(invariant.id() + ": " + std::string(view.cell(row, 0)));
    }
  }
  return broken;
}

}  // namespace halle::harness
