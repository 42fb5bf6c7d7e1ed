#pragma once
// The entry function of a native module: `HALLE_MODULE(orders, services)` in its module.cpp, where
// `services()` creates the implementations of its generated services.

#include <memory>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/sdk/call.hpp"

namespace halle::sdk {

using Services = std::vector<std::unique_ptr<Service>>;

/// Fills the module's table. `package` is what the build embeds (halle_module() in CMake);
/// `services` are kept for the lifetime of the process.
std::int32_t fill_module(const halle_host* host, halle_module* out, halle_slice package,
                         Services services);

}  // namespace halle::sdk

#define HALLE_MODULE(id, make_services)                                                  \
  namespace halle::embedded {                                                            \
  extern const halle_slice id;                                                           \
  }                                                                                      \
  extern "C" __attribute__((visibility("default")))                                      \
  std::int32_t halle_module_entry_##id(const halle_host* host, halle_module* out) {      \
    return ::halle::sdk::fill_module(host, out, ::halle::embedded::id, make_services()); \
  }
