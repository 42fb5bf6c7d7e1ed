#pragma once
// `halle up`: makes the data folder, starts the embedded PostgreSQL, migrates, starts the nodes of
// the composition, restarts what dies, and stops everything cleanly on SIGTERM or SIGINT, which are
// served from the first moment on. Every stop has a limit. It may be process 1 (of a container).
//
// Parts: data_folder (what is where, and whose), children (event loop, child processes), database,
// composer (what runs), nodes (with the ledger of crashes), erasures (the ledger of who was
// forgotten), dumps (backup and restore).
//
// Each installed module has a node of its own beside those of the composition. SIGUSR1: what is
// installed has changed; all nodes stop, the database is migrated, and they start again at the same
// address. An installed module whose migrations fail is left out, and one whose node ends as it
// starts is not started again until the next time; the others go on, and it is noted.
//
// A module that crashes its node, or hangs in it, three times within ten minutes is moved to a node
// of its own; five times there, and, if it has a file of its own, that node is not started again
// until the next `halle up` or SIGUSR1. Each is noted, a line in run/notices: instant, reason,
// module, node ("-" for both: it is about no module), and where there is more to say the rest of
// the line.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace halle::supervisor {

/// Time limits for operations that may hang.
struct Limits {
  std::chrono::milliseconds database_start{60'000};  // without any answer
  // for a clean stop, before it is told to break off
  std::chrono::milliseconds database_stop{15'000};
  std::chrono::milliseconds node_start{60'000};
  std::chrono::milliseconds node_stop{12'000};  // a node drains for 10 s
};

struct Options {
  std::string data;          // absolute
  std::string listen;        // HOST:PORT of the gateway
  std::string behind_proxy;  // proxies whose X-Forwarded-For the gateway trusts; may be empty
  std::string web;           // folder of the web client's files; may be empty or missing
  std::string composition;   // text of halle.module.v1.Composition
  std::string modules;       // folder of the modules that have a file of their own
  std::string database;      // connection string of a server instead of the embedded one; may be
                             // empty
  std::string node_program;  // absolute path of halle-node
  /// A program and its arguments, with the caller's rights. Run once when everything answers, if
  /// this start created the data folder; may be empty.
  std::vector<std::string> first_command;
  /// What modules are configured with (`configuration/<id>` in the data folder), if this start
  /// created the data folder and the first command runs. By module id.
  std::map<std::string, std::string> first_configuration;
  /// Folders inside the data folder that the services' user may write to, made with it.
  std::vector<std::string> first_folders;
  /// Called once when everything answers and the first command has ended, with the listening
  /// address and whether that command ran and succeeded.
  std::function<void(const std::string& address, bool prepared)> ready;
  Limits limits;
};

/// Runs an installation until it is told to stop. Call from the main thread, before any other
/// thread exists. Invalid options are refused before anything is created or started; errors of the
/// start have their own reason.
Status run_installation(const Options& options);

/// Writes a dump of the running installation in `data` to `file` (pg_dump, custom format), which
/// only the caller may read, and the ledger of erasures beside it, `file`.erasures. What was there
/// stays until the dump is whole. Errors: `halle.backup_failed`, those of NewFile.
Status backup(const std::string& data, const std::string& file);

/// What a restore did besides loading the dump.
struct Restored {
  bool had_ledger = false;  // a ledger of erasures was found
  int forgotten = 0;        // persons that were in the dump and were forgotten again
};

/// Creates an installation from a dump, in a data folder that does not exist or holds nothing but a
/// ledger of erasures; with `options.database`, in that database, which must hold no installation
/// in use. Persons erased since the dump are erased again, according to the ledgers of that folder,
/// of `file`.erasures and, unless empty, of the file `ledger` together; the new folder gets their
/// union. On failure the new folder is removed and what was there before stays. Errors:
/// `halle.restore_refused`, `halle.restore_failed`, `halle.not_a_backup` (readable, but not a dump
/// of Halle), those of read_ledger.
Result<Restored> restore(const Options& options, const std::string& file,
                         const std::string& ledger);

}  // namespace halle::supervisor
