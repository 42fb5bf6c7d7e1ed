#pragma once
// The nodes of an installation: started in the order of the composition, started again when they
// end, and which module was to blame for that.

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
  /// All outlive it.
  Nodes(const Options& options, const DataFolder& folder, Children& children, Composer& composer,
        Database& database)
      : options_(options),
        folder_(folder),
        children_(children),
        composer_(composer),
        database_(database) {}

  /// Starts those that do not run and waits until each is ready. Errors: the node's own reason,
  /// `halle.node_failed` if it said none, `halle.stopped`.
  Task<Status> start();
  /// Starts again what has ended; call whenever there is news.
  Task<void> tend();
  /// When that has to be done next, without news.
  Steady::time_point due() const;
  /// Stops all: the one that listens first, since it still needs the others.
  Task<void> stop();
  /// Stops all and forgets them, their pauses and what they did.
  Task<void> forget();

  /// HOST:PORT that the gateway has.
  const std::string& address() const { return address_; }

 private:
  struct Node {
    std::string name;
    pid_t pid = -1;
    Descriptor crash_record{};            // what it writes as it dies
    std::shared_ptr<std::string> said{};  // into the pipe that waits for "ready PORT"
    off_t log_before = 0;                 // bytes of its log when it was started
    std::chrono::milliseconds pause;      // before its next start
    Steady::time_point started{};
    Steady::time_point due = Steady::time_point::max();
    bool given_up = false;  // not started again
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
      crashes_;  // of a module in a node
  std::string address_;
};

}  // namespace halle::supervisor
