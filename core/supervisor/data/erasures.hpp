#pragma once
// The ledger of erasures: who was forgotten in the installation, in a file beside the database
// (`erasures` in the data folder, root's), so that a restored dump from before can be made to
// forget them again. A line each: instant, organisation, id, number, check of the line; no name, no
// other word about a person. The last line has their count. Nobody is ever taken out of it.

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

/// By organisation and id.
using Ledger = std::map<std::pair<Uuid, Uuid>, db::Erasure>;

/// Its name in a data folder, and after the name of a dump.
inline constexpr const char* ledger_file = "erasures";

/// Reads the file; none if it is not there. Errors: `halle.ledger_damaged` (detail: path, colon and
/// number of the line), `halle.ledger_unreadable` (detail: the path).
Result<Ledger> read_ledger(const std::string& path);
/// Puts it there whole, for the caller alone to read. Errors: those of NewFile.
Status write_ledger(const std::string& path, const Ledger& ledger);

/// A program that writes what the database knows to `output`; `psql` is PostgreSQL's.
Command ask_erasures(const std::string& psql, const std::string& conninfo, int output);
/// Adds what that program wrote. Returns whether there was something new; error
/// `halle.ledger_damaged`: it cannot be read, and nothing is added.
Result<bool> add_erasures(Ledger& ledger, const std::string& output);

/// Keeps the ledger of a running installation up to date: reads the database every ten
/// seconds.
class LedgerKeeper {
 public:
  /// All outlive it.
  LedgerKeeper(const DataFolder& folder, Children& children, const Composer& composer,
               const Database& database)
      : folder_(folder), children_(children), composer_(composer), database_(database) {}

  /// Asks the database if it is time, and writes what it has answered; call whenever there is news.
  void tend();
  /// When that has to be done next, without news.
  Steady::time_point due() const { return due_; }
  /// Asks a last time, while the database still runs.
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
