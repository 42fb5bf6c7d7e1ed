#include "core/module/host.hpp"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "core/module/frame.hpp"
#include "core/sdk/call.hpp"

/// One invocation, as the module's table sees it.
struct halle_call {
  const halle::module::Environment& environment;
  const halle::module::Module& module;
  const halle::bus::Context& context;
  halle::module::Frame& frame;
  int calls = 0;
};

namespace halle::module {
namespace {
constexpr int attempts = 5;

std::string_view view(halle_slice slice) {
  return {slice.data, slice.size};
}
halle_slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

void refuse(halle_sink sink, void* to, const Error& error) {
  const std::string bytes = sdk::error_bytes(error);
  sink(to, static_cast<std::int32_t>(error.code), slice(bytes));
}

void host_log(halle_call* call, std::int32_t level, halle_slice text) {
  const auto severity = level <= 0   ? spdlog::level::debug
                        : level == 1 ? spdlog::level::info
                        : level == 2 ? spdlog::level::warn
                                     : spdlog::level::err;
  spdlog::log(severity, "{}: {}", call->module.manifest.id(), view(text));
}

std::int64_t host_now(halle_call* call) {
  return call->environment.clock().time_since_epoch().count();
}

std::int32_t host_allowed(halle_call* call, halle_slice permission) {
  return call->environment.router.allowed(call->context.principal, call->context.organisation,
                                          view(permission))
             ? 1
             : 0;
}

void host_query(halle_call* call, halle_slice sql, const halle_param* params, std::size_t count,
                std::int32_t wait, halle_sink sink, void* to) {
  std::vector<db::Param> copied;
  copied.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    copied.push_back({static_cast<db::Param::Kind>(params[i].kind), view(params[i].data)});
  const auto block = call->frame.query(view(sql), copied, wait != 0);
  if (!block) {
    refuse(sink, to, block.error());
    return;
  }
  sink(to, 0, slice(block.value()));
}

void host_rollback(halle_call* call) {
  call->frame.rollback();
}

void host_emit(halle_call* call, halle_slice type, halle_slice key, halle_slice payload) {
  call->frame.emit(view(type), view(key), view(payload));
}

void host_call(halle_call* call, halle_slice method, halle_slice request, halle_sink sink,
               void* to) {
  if (call->frame.open()) {
    refuse(sink, to, {Code::internal, "halle.call_inside_transaction", std::string(view(method))});
    return;
  }
  bus::Context context = call->context;
  context.method = view(method);
  context.delivery = {};
  context.principal = bus::Principal::kernel();
  if (!context.operation_id.is_nil())
    context.operation_id =
        derive_uuid(call->context.operation_id, context.method + std::to_string(call->calls++));
  const auto reply = call->environment.router.call(context, view(request));
  if (!reply) {
    refuse(sink, to, reply.error());
    return;
  }
  sink(to, 0, slice(reply.value()));
}

const halle_host host_table{sizeof(halle_host), HALLE_ABI_VERSION, &host_log,
                            &host_now,          &host_allowed,     &host_query,
                            &host_rollback,     &host_emit,        &host_call};

/// Collects the parse errors of a manifest.
class Complaints final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty())
      text = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " +
             message;
  }
  std::string text;
};

Error refused(const std::string& sentence) {
  return {Code::failed_precondition, "halle.module_refused", sentence};
}

bool is_name(std::string_view id) {
  return !id.empty() && id.size() <= 40 && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string subject_of(const bus::Context& context) {
  for (const auto& grant : context.principal.grants)
    if (grant.organisation == context.organisation && !grant.subject.empty()) return grant.subject;
  return {};
}

struct Outcome {
  std::int32_t code = static_cast<std::int32_t>(Code::internal);
  std::string bytes;
  static void take(void* to, std::int32_t code, halle_slice bytes) {
    auto& outcome = *static_cast<Outcome*>(to);
    outcome.code = code;
    outcome.bytes.assign(bytes.data, bytes.size);
  }
};
}  // namespace

int Module::schema() const {
  return table.migration_count == 0 ? 0 : table.migrations[table.migration_count - 1].number;
}

std::vector<Invariant> Module::invariants() const {
  std::vector<Invariant> all;
  for (std::size_t i = 0; i < table.invariant_count; ++i)
    all.push_back({std::string(view(table.invariants[i].id)), view(table.invariants[i].sql)});
  return all;
}

Result<std::unique_ptr<Module>> open_module(halle_module_entry entry) {
  auto module = std::make_unique<Module>();
  module->table.size = sizeof(halle_module);
  module->table.version = HALLE_ABI_VERSION;
  if (entry(&host_table, &module->table) != 0)
    return refused("a module was built for another version of this program");
  google::protobuf::TextFormat::Parser parser;
  Complaints complaints;
  parser.RecordErrorsTo(&complaints);
  if (!parser.ParseFromString(std::string(view(module->table.manifest)), &module->manifest))
    return refused("a manifest cannot be read: " + complaints.text);
  const auto& manifest = module->manifest;
  if (!is_name(manifest.id())) return refused("a module has no proper id: " + manifest.id());
  if (manifest.host().to() == 0 || manifest.host().from() > kernel_version ||
      manifest.host().to() < kernel_version)
    return refused("module " + manifest.id() + " is made for kernel versions " +
                   std::to_string(manifest.host().from()) + " to " +
                   std::to_string(manifest.host().to()) + ", this is " +
                   std::to_string(kernel_version));
  module->role = manifest.id() + "_rw";
  return module;
}

Result<std::vector<const Module*>> by_requirement(const std::vector<const Module*>& modules) {
  std::vector<const Module*> ordered;
  std::set<std::string> placed;
  while (ordered.size() < modules.size()) {
    const auto before = ordered.size();
    std::string waiting;
    for (const auto* module : modules) {
      const auto& manifest = module->manifest;
      if (placed.contains(manifest.id())) continue;
      const auto missing =
          std::find_if(manifest.needs().begin(), manifest.needs().end(),
                       [&](const std::string& id) { return !placed.contains(id); });
      if (missing != manifest.needs().end()) {
        waiting = manifest.id() + " needs " + *missing;
        continue;
      }
      ordered.push_back(module);
      placed.insert(manifest.id());
    }
    if (ordered.size() == before)
      return refused("modules need one that is missing, or each other: " + waiting);
  }
  return ordered;
}

bus::Handler native_handler(const Environment& environment, const Module& module,
                            std::size_t index) {
  return [&environment, &module, index](const bus::Context& context, const bus::MethodRules& rules,
                                        std::string_view request) -> Result<std::string> {
    const std::string hash =
        rules.mutates ? sha256(context.method + "\n" + std::string(request)) : std::string{};
    const std::string subject = subject_of(context);
    halle_call_info info{
        sizeof(halle_call_info),     HALLE_ABI_VERSION, slice(context.method), {}, {},
        slice(context.principal.id), slice(subject)};
    std::copy(context.organisation.bytes.begin(), context.organisation.bytes.end(),
              info.organisation);
    std::copy(context.operation_id.bytes.begin(), context.operation_id.bytes.end(),
              info.operation_id);
    for (int attempt = 1;; ++attempt) {
      Frame frame(environment.database, module.role, context, rules, hash);
      halle_call call{environment, module, context, frame};
      Outcome outcome;
      module.table.invoke(&module.table, index, &call, &info, slice(request), &Outcome::take,
                          &outcome);
      if (outcome.code == 0) {
        if (const auto committed = frame.commit(outcome.bytes)) return std::move(outcome.bytes);
      } else {
        frame.rollback();
      }
      const auto& failure = frame.failure();
      if (failure.sqlstate == "HL001") return frame.known_reply();
      if (failure.retryable() && attempt < attempts) continue;
      if (outcome.code == 0) return failure.error;
      return sdk::error_from_bytes(outcome.code, outcome.bytes);
    }
  };
}

}  // namespace halle::module
