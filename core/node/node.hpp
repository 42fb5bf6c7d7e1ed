#pragma once
// A node: one process with a router, its modules, pools, a gRPC listener, the gateway if it is
// the one that listens, a thread for
// relay and consumers and one for jobs. Modules of other nodes are reached through their sockets.

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
  std::string name;  // which node of the composition
  ::halle::module::v1::Composition composition;
  std::string run_folder;                   // tokens; in sockets/ the sockets of nodes
  std::string listen = "127.0.0.1:0";       // the gateway's, if the node listens
  std::string behind_proxy;                 // as parse_proxies() reads it; or empty
  std::string web;                          // folder of the screens; may be empty
  std::string database;                     // libpq connection string of halle_app
  std::vector<halle_module_entry> modules;  // all that this program carries
  std::string modules_folder;               // of those with a file of their own
  Clock clock;
  // What periods of jobs, leases and pauses of deliveries go by; empty: the database's clock, which
  // all hosts share.
  Clock shared_clock;
};

class Node {
 public:
  /// Verifies the modules, registers routes and starts to listen and work.
  static Result<std::unique_ptr<Node>> start(Options options);
  /// Drains: refuses new calls, finishes those under way, stops.
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
/// methods with their rule. For `halle plan`, a line each; the SQL of migrations as it stands.
Result<std::string> plan(const std::vector<halle_module_entry>& entries,
                         const ::halle::module::v1::Composition& composition,
                         const std::string& modules_folder);

}  // namespace halle::node
