#include "core/module/host.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <random>

#include "core/bus/organisations.hpp"
#include "core/module/crash_attribution.hpp"
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
constexpr std::chrono::milliseconds first_pause{10};
// Time after its deadline after which a call counts as stuck: its statements have ended by then.
constexpr std::chrono::seconds patience{10};

std::string_view view(halle_slice slice) {
  return {slice.data, slice.size};
}
halle_slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

/// The SQL that a module may send: one statement that reads or writes rows. Anything else (another
/// role or organisation, the end of the transaction) belongs to the frame.
bool is_statement(std::string_view sql) {
  const auto start = sql.find_first_not_of(" \t\r\n(");
  if (start == std::string_view::npos) return false;
  std::string word;
  for (const char c : sql.substr(start, 8)) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) break;
    word += static_cast<char>(c & ~0x20);
  }
  constexpr std::array allowed{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"};
  return std::find(allowed.begin(), allowed.end(), word) != allowed.end();
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
  return call->environment.router.allowed(call->context, view(permission)) ? 1 : 0;
}

void host_query(halle_call* call, halle_slice sql, const halle_param* params, std::size_t count,
                std::int32_t wait, halle_sink sink, void* to) {
  if (!is_statement(view(sql))) {
    spdlog::error("{}: a statement that is not for modules: {}", call->module.manifest.id(),
                  view(sql).substr(0, 100));
    refuse(sink, to, {Code::internal, "halle.statement_refused", call->module.manifest.id()});
    return;
  }
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
  context.first = false;
  context.behind = bus::behind(call->context);
  context.principal = bus::Principal::module(call->module.manifest.id());
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

void host_secret(halle_call* call, halle_slice label, halle_sink sink, void* to) {
  if (call->environment.key.empty()) {
    refuse(sink, to, {Code::failed_precondition, "halle.secret_missing"});
    return;
  }
  const std::string digits = derived_secret(call->environment.key, call->module.manifest.id(),
                                            call->context.organisation, view(label));
  sink(to, 0, slice(digits));
}

void host_configuration(halle_call* call, halle_sink sink, void* to) {
  const auto& all = call->environment.configuration;
  const auto found = all.find(call->module.manifest.id());
  sink(to, 0, slice(found == all.end() ? std::string_view{} : std::string_view(found->second)));
}

/// The information about a call for the module; borrowed from the context.
halle_call_info info_of(const bus::Context& context) {
  static const bus::Principal nobody;
  const bool by_module = context.principal.kind == bus::Principal::Kind::module;
  const auto& person = !by_module ? context.principal : context.behind ? *context.behind : nobody;
  halle_call_info info{};
  info.size = sizeof info;
  info.version = HALLE_ABI_VERSION;
  info.method = slice(context.method);
  std::copy(context.organisation.bytes.begin(), context.organisation.bytes.end(),
            info.organisation);
  std::copy(context.operation_id.bytes.begin(), context.operation_id.bytes.end(),
            info.operation_id);
  info.principal = slice(person.id);
  for (const auto& grant : person.grants)
    if (info.subject.size == 0 && grant.organisation == context.organisation)
      info.subject = slice(grant.subject);
  if (by_module) info.module = slice(context.principal.id);
  if (context.state) {
    info.zone = slice(context.state->zone);
    info.code = slice(context.state->code);
    info.name = slice(context.state->name);
  }
  return info;
}

/// A random pause before the next attempt, between half of a longest one and all of it, so that
/// calls that collided do not collide again. The longest one doubles at each attempt.
std::chrono::milliseconds pause_after(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto longest = first_pause.count() << (attempt - 1);
  return std::chrono::milliseconds{std::uniform_int_distribution(longest / 2, longest)(random)};
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

std::string derived_secret(const std::string& key, const std::string& module,
                           const Uuid& organisation, std::string_view label) {
  return hex(hmac_sha256(key, module + "\n" + organisation.text() + "\n" + std::string(label)));
}

const halle_host& host_table() {
  static constexpr halle_host table{
      sizeof(halle_host), HALLE_ABI_VERSION,   &host_log,  &host_now,  &host_allowed,
      &host_query,        &host_rollback,      &host_emit, &host_call, 1,
      &host_secret,       &host_configuration,
  };
  return table;
}

bus::Handler native_handler(const Environment& environment, const Module& module,
                            const bus::MethodRules& method) {
  const auto& table = module.table;
  std::size_t index = 0;
  while (index < table.method_count && method.name != view(table.methods[index])) ++index;
  return [&environment, &module, index](const bus::Context& context, const bus::MethodRules& rules,
                                        std::string_view request) -> Result<std::string> {
    const std::string hash =
        rules.mutates ? sha256(context.method + "\n" + std::string(request)) : std::string{};
    const halle_call_info info = info_of(context);
    for (int attempt = 1;; ++attempt) {
      Frame frame(environment.database, module.role, context, rules, hash);
      halle_call call{environment, module, context, frame};
      Outcome outcome;
      {
        const AtWork at_work(module.manifest.id().c_str(), context.deadline + patience);
        module.table.invoke(&module.table, index, &call, &info, slice(request), &Outcome::take,
                            &outcome);
      }
      if (outcome.code == 0 && !module.file.empty() &&
          !environment.descriptors.is_reply(context.method, outcome.bytes)) {
        spdlog::error("{}: no proper reply of {}", module.manifest.id(), context.method);
        outcome.code = static_cast<std::int32_t>(Code::internal);
        outcome.bytes =
            sdk::error_bytes({Code::internal, "halle.reply_refused", module.manifest.id()});
      }
      if (outcome.code == 0) {
        if (const auto committed = frame.commit(outcome.bytes)) return std::move(outcome.bytes);
      } else {
        frame.rollback();
      }
      const auto& failure = frame.failure();
      if (failure.sqlstate == "HL001") return frame.known_reply();
      if (failure.retryable() && attempt < attempts) {
        const auto pause = pause_after(attempt);
        if (std::chrono::steady_clock::now() + pause < context.deadline) {
          environment.pause(pause);
          continue;
        }
      }
      if (outcome.code == 0) return failure.error;
      return sdk::error_from_bytes(outcome.code, outcome.bytes);
    }
  };
}

}  // namespace halle::module
