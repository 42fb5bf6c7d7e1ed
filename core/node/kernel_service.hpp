#pragma once
// The kernel's own services (halle.kernel.v1): Kernel, Shell, Modules, Notices, Sheets and Sockets
// (the published name of the service about extension points). They describe the node and what it
// serves.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/bus/extension_points.hpp"
#include "core/bus/organisations.hpp"
#include "core/bus/routing/router.hpp"
#include "core/events/events.hpp"
#include "core/jobs/jobs.hpp"
#include "core/module/host.hpp"

namespace halle::node {

/// The descriptors of the kernel's own services, and their names.
std::string_view kernel_descriptors();
const std::vector<std::string>& kernel_services();

/// The state of the node that these services read. All references must outlive the router.
struct KernelView {
  const std::string& node;
  const std::string& run_folder;
  const module::Environment& environment;
  const bus::Descriptors& descriptors;
  const std::vector<const module::Module*>& modules;      // modules of this node
  const std::vector<const module::Module*>& all_modules;  // modules of the composition
  const std::map<std::string, events::Consumptions>& consumers;
  const std::vector<std::string>& all_consumers;
  const std::vector<jobs::Job>& jobs;
  const std::vector<module::Refusal>& refused;
  const bus::ExtensionPoints& extension_points;
  bus::Router& router;
  bus::Organisations& organisations;
  const Clock& clock;
  const Clock& shared_clock;  // clock shared by hosts; empty: the database's
};

/// Registers the methods of Kernel, Shell and Sheets.
Status add_kernel_service(const KernelView& view);
/// Registers those of Modules.
Status add_module_service(const KernelView& view);
/// Registers Notices.ListKinds and ListCarriers.
Status add_notice_service(const KernelView& view);

}  // namespace halle::node
