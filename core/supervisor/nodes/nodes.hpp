#pragma once
// The nodes of an installation: started in the order of the composition, restarted when they end.
// Keeps the ledger of crashes, by module (core/module/crash_attribution.hpp).

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/supervisor/database/database.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/processes/children.hpp"
#include "core/supervisor/supervisor.hpp"

namespace halle::supervisor {

class Nodes {
 public:
  /// All arguments must outlive this object.
  Nodes(const Options& options, const DataFolder& folder, Children& children, Composer& composer,
        Database& database)
      : options_(options),
        folder_(folder),
        children_(children),
        composer_(composer),
        database_(database) {}

  /// Starts the nodes that do not run and waits until each is ready. Errors: the node's own reason,
  /// `halle.node_failed` if it gave none, `halle.stopped`.
  Task<Status> start();
  /// Restarts nodes that have ended. Call at every event.
  Task<void> tend();
  /// When tend() has to be called next if there is no event.
  Steady::time_point due() const;
  /// Stops all nodes, the listening one first, since it still needs the others.
  Task<void> stop();
  /// Stops all nodes and discards their state: pauses and crash ledger.
  Task<void> forget();

  /// HOST:PORT of the gateway.
  const std::string& address() const { return address_; }

 private:
  struct Node {
    std::string name;
    pid_t pid = -1;
    Descriptor crash_record{};            // memfd to which the node writes its crash record
    std::shared_ptr<std::string> said{};  // output of the node before it is ready ("ready PORT")
    off_t log_before = 0;                 // size of its log when it was started
    std::chrono::milliseconds pause;      // pause before its next start
    Steady::time_point started{};
    Steady::time_point due = Steady::time_point::max();
    bool given_up = false;  // it is not restarted
  };

  Node& node_of(const std::string& name);
  Status launch(Node& node);
  bool is_ready(const Node& node) const;
  Task<void> wait_ready(Node& node);
  void note_address(const Node& node);
  Error why_failed(const Node& node) const;
  bool give_up(Node& node);
  std::string attribution_of(const Node& node) const;
  bool note_crash(Node& node, const std::string& crash);
  void start_later(Node& node);

  const Options& options_;
  const DataFolder& folder_;
  Children& children_;
  Composer& composer_;
  Database& database_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::map<std::pair<std::string, std::string>, std::deque<Steady::time_point>>
      crashes_;  // by module and node
  std::string address_;
};

}  // namespace halle::supervisor
