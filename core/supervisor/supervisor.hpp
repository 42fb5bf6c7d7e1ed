#pragma once
// `halle up`: makes the data folder, starts the embedded PostgreSQL, migrates, starts the nodes of
// the composition, restarts what dies, and stops everything cleanly on SIGTERM or SIGINT.
//
// The data folder: postgres/ (the cluster), run/ (sockets, tokens, the supervisor's process id),
// log/, dumps/ (made before migrations).

#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace halle::supervisor {

struct Options {
  std::string data;              // absolute
  std::string listen;            // HOST:PORT, loopback
  std::string composition_file;  // absolute
  std::string database;          // libpq URL of a server instead of the embedded one; may be empty
  std::string node_program;      // absolute path of halle-node
  /// Called once when everything answers, with the address that listens and whether this start
  /// made the data folder.
  std::function<void(const std::string& address, bool fresh)> ready;
};

/// Runs until told to stop. Call from the main thread, before any other thread exists.
Status run_installation(const Options& options);

/// Writes a dump of the running installation in `data` to `file` (pg_dump, custom format).
Status backup(const std::string& data, const std::string& file);

/// Makes an installation in an empty data folder from a dump. Error `halle.restore_refused` if the
/// folder has a database.
Status restore(const Options& options, const std::string& file);

}  // namespace halle::supervisor
