#pragma once
// A node: one process with a router, its modules, worker pools, a gRPC listener, the gateway if it
// is the node that `listens`, a thread for the relay and consumers, one for jobs, and one for each
// job that waits for others. Modules of other nodes are reached through the nodes' unix sockets.

#include <memory>
#include <string>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"
#include "core/db/migrator.hpp"
#include "core/module/loading/composition.hpp"

namespace halle::node {

struct Options {
  std::string name;  // name of this node in the composition
  ::halle::module::v1::Composition composition;
  std::string run_folder;                   // tokens; in sockets/ the unix sockets of the nodes
  std::string listen = "127.0.0.1:0";       // address of the gateway, if the node listens
  std::string behind_proxy;                 // as parse_proxies() reads it; or empty
  std::string web;                          // folder of the web client's files; may be empty
  std::string database;                     // libpq connection string of halle_app
  std::vector<halle_module_entry> modules;  // modules linked into this program
  std::string modules_folder;               // folder of the modules that have a file of their own
  Clock clock;
  // Clock of job periods, leases and pauses of deliveries; empty: the database's clock, which all
  // hosts share.
  Clock shared_clock;
};

class Node {
 public:
  /// Verifies the modules, registers their methods and starts serving.
  static Result<std::unique_ptr<Node>> start(Options options);
  /// Drains: refuses new calls, finishes calls under way, stops.
  ~Node();

  /// The gateway's port; 0 if the node does not listen.
  int port() const;

 private:
  struct Impl;
  explicit Node(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The schemas of the modules that a composition names, in the order of their requirements.
Result<std::vector<db::Schema>> schemas(const std::vector<halle_module_entry>& entries,
                                        const ::halle::module::v1::Composition& composition,
                                        const std::string& modules_folder);

/// What would run and change: nodes, modules with their migrations, grants, events and jobs,
/// methods with their access rule. One line each, for `halle plan`; the SQL of migrations is
/// printed unchanged.
Result<std::string> plan(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& modules_folder);

}  // namespace halle::node
