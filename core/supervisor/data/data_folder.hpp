#pragma once
// The data folder of an installation. What root writes is in folders owned by root that the
// services' user may enter and read: the folder itself, run/ (tokens, composition, copies of what
// nodes read, the supervisor's process id), log/, modules/. The services' user owns postgres/ (the
// cluster), run/sockets/ (unix sockets) and dumps/; root opens nothing in them by name. If the
// supervisor is not root, one user owns everything.

#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/data/folder.hpp"

namespace halle::supervisor {

/// Refuses a path that cannot hold an installation, before anything is created. `longest_socket` is
/// the length in bytes of the longest name in run/sockets. Errors: `halle.data_path_refused`
/// (characters that connection strings or unix socket addresses do not accept),
/// `halle.data_path_too_long`, `halle.folder_closed` (detail: the folder that the services' user
/// may not enter), `halle.folder_unsafe` (a folder above it that this user may change),
/// `halle.disk_full`.
Status check_data_path(const std::string& data, std::size_t longest_socket, const RunAs& user);

class DataFolder {
 public:
  /// Creates what is missing, takes back what a former version gave to the services' user, and
  /// holds the installation's lock until destruction. Empties run/. Errors: those of Folder,
  /// `halle.already_running`.
  static Result<DataFolder> take(const std::string& data, const RunAs& user);

  const std::string& path() const { return data_.path(); }
  const Folder& data() const { return data_; }
  const Folder& run() const { return run_; }
  const Folder& log() const { return log_; }
  const Folder& modules() const { return modules_; }
  /// Owned by the services' user.
  const Folder& sockets() const { return sockets_; }
  std::string dumps() const { return data_.path("dumps"); }
  /// Whether it held no data before: no cluster, or, if the database is external, nothing at all.
  bool fresh(bool embedded) const { return !had_cluster_ && (embedded || !had_run_); }
  /// Access for files that the supervisor writes and the services read.
  Access readable() const { return ours(user_, 0600); }
  /// The same for a program or a folder.
  Access enterable() const { return ours(user_, 0700); }
  const RunAs& user() const { return user_; }

  /// Opens the log of that name for appending.
  Result<Descriptor> open_log(const std::string& name) const;
  /// Rotates every log larger than `most` bytes: its content becomes NAME.1 and it starts empty.
  void trim_logs(off_t most) const;
  /// The last line "halle.reason detail" that a program of ours wrote to the log since offset
  /// `since`; empty if there is none.
  std::string last_reason(const std::string& log, off_t since) const;
  /// The last line since offset `since` in which PostgreSQL says why it ends; empty if there is
  /// none.
  std::string last_fatal(const std::string& log, off_t since) const;

 private:
  DataFolder(RunAs user, Folder data, Folder run, Folder log, Folder modules, Folder sockets,
             Descriptor lock, bool had_cluster, bool had_run)
      : user_(std::move(user)),
        data_(std::move(data)),
        run_(std::move(run)),
        log_(std::move(log)),
        modules_(std::move(modules)),
        sockets_(std::move(sockets)),
        lock_(std::move(lock)),
        had_cluster_(had_cluster),
        had_run_(had_run) {}

  RunAs user_;
  Folder data_;
  Folder run_;
  Folder log_;
  Folder modules_;
  Folder sockets_;
  Descriptor lock_;
  bool had_cluster_;
  bool had_run_;
};

/// The process that holds the lock of the installation in `data`. Errors: `halle.not_running`,
/// `halle.not_allowed`, `halle.running_elsewhere` (in a container that this process cannot see).
Result<pid_t> find_supervisor(const std::string& data);

}  // namespace halle::supervisor
