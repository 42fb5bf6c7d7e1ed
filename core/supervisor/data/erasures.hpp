#pragma once
// The ledger of erasures: the persons forgotten in the installation, in a file beside the database
// (`erasures` in the data folder, owned by root), so that they are forgotten again when an older
// dump is restored. One line each: instant, organisation, id, number, checksum of the line; no
// names. The last line is the count. Entries are never removed.

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/db/erasures.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "core/supervisor/database/database.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/processes/children.hpp"

namespace halle::supervisor {

/// Erasures by organisation and person id.
using Ledger = std::map<std::pair<Uuid, Uuid>, db::Erasure>;

/// File name in a data folder, and suffix of the ledger beside a dump.
inline constexpr const char* ledger_file = "erasures";

/// Reads the file; an empty ledger if there is none. Errors: `halle.ledger_damaged` (detail: path,
/// colon and line number), `halle.ledger_unreadable` (detail: the path).
Result<Ledger> read_ledger(const std::string& path);
/// Replaces the file, readable by the caller only. Errors: those of NewFile.
Status write_ledger(const std::string& path, const Ledger& ledger);

/// The command that writes the database's erasures to the descriptor `output`; `psql` is the path
/// of PostgreSQL's program.
Command ask_erasures(const std::string& psql, const std::string& conninfo, int output);
/// Adds that command's output to the ledger. Returns whether anything was new. Error
/// `halle.ledger_damaged`: it cannot be parsed, and nothing is added.
Result<bool> add_erasures(Ledger& ledger, const std::string& output);

/// Keeps the ledger of a running installation up to date: reads the database every ten seconds.
/// Runs on the supervisor's event loop.
class LedgerKeeper {
 public:
  /// All arguments must outlive this object.
  LedgerKeeper(const DataFolder& folder, Children& children, const Composer& composer,
               const Database& database)
      : folder_(folder), children_(children), composer_(composer), database_(database) {}

  /// Queries the database if that is due and writes what it answered. Call at every event.
  void tend();
  /// When tend() has to be called next if there is no event.
  Steady::time_point due() const { return due_; }
  /// Queries a last time, while the database still runs.
  Task<void> finish();

 private:
  void ask();
  void take();
  Task<bool> wait();
  Ledger known() const;

  const DataFolder& folder_;
  Children& children_;
  const Composer& composer_;
  const Database& database_;
  Descriptor answer_;
  pid_t pid_ = -1;
  Steady::time_point due_{};
};

}  // namespace halle::supervisor
