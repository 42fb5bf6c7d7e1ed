#include "core/sdk/module.hpp"

#include <mutex>

namespace halle::sdk {
namespace {
struct Table {
  const halle_host* host;
  Services services;
  std::vector<halle_slice> names;
  struct Target {
    Service* service;
    std::size_t index;
  };
  std::vector<Target> targets;
};

void answer(halle_sink sink, void* to, const Result<std::string>& result) {
  if (result) {
    sink(to, 0, {result.value().data(), result.value().size()});
    return;
  }
  const std::string bytes = error_bytes(result.error());
  sink(to, static_cast<std::int32_t>(result.error().code), {bytes.data(), bytes.size()});
}

void invoke(const halle_module* self, std::size_t method, halle_call* call,
            const halle_call_info* info, halle_slice request, halle_sink sink, void* to) {
  const auto& table = *static_cast<const Table*>(self->state);
  if (method >= table.targets.size()) {
    answer(sink, to, Error{Code::unimplemented, "halle.no_such_method"});
    return;
  }
  const auto target = table.targets[method];
  // Exceptions of a handler (out of memory, a library) end here.
  try {
    Call typed(*table.host, call, *info);
    answer(sink, to, target.service->dispatch(target.index, typed, {request.data, request.size}));
  } catch (const std::exception& thrown) {
    answer(sink, to, Error{Code::internal, "halle.handler_failed", thrown.what()});
  } catch (...) {
    answer(sink, to, Error{Code::internal, "halle.handler_failed"});
  }
}
}  // namespace

std::int32_t fill_module(const halle_host* host, halle_module* out, halle_slice package,
                         Services services) {
  if (host->version != HALLE_ABI_VERSION || out->size < sizeof(halle_module)) return 1;
  // Never unloaded: tables live as long as the process, in reach of leak checkers.
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::unique_ptr<Table>>;
  const std::lock_guard lock(mutex);
  auto* table = kept.emplace_back(new Table{host, std::move(services), {}, {}}).get();
  for (const auto& service : table->services) {
    std::size_t index = 0;
    for (const auto name : service->methods()) {
      table->names.push_back({name.data(), name.size()});
      table->targets.push_back({service.get(), index++});
    }
  }
  out->package = package;
  out->methods = table->names.data();
  out->method_count = table->names.size();
  out->invoke = &invoke;
  out->state = table;
  return 0;
}

}  // namespace halle::sdk
