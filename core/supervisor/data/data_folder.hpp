#pragma once
// The data folder of an installation. What root writes lies in folders of root's, which the
// services' user may enter and read: the folder itself, run/ (tokens, composition, copies of what
// nodes read, the supervisor's process id), log/, modules/. The services' own are postgres/ (the
// cluster), run/sockets/ and dumps/; root opens nothing in them by name. Whoever is not root keeps
// all of it as one's own.

#include <string>

#include "core/base/result.hpp"
#include "core/supervisor/data/folder.hpp"

namespace halle::supervisor {

/// Refuses a path that cannot hold an installation, before anything is made. `longest_socket` is
/// the number of bytes of the longest name in run/sockets. Errors: `halle.data_path_refused`
/// (characters that connection strings or addresses of sockets do not take),
/// `halle.data_path_too_long`, `halle.folder_closed` (detail: the folder that the services' user
/// may not enter), `halle.folder_unsafe` (one above that this user may change), `halle.disk_full`.
Status check_data_path(const std::string& data, std::size_t longest_socket, const RunAs& user);

class DataFolder {
 public:
  /// Makes what is missing, takes from the services' user what a former version gave it, and holds
  /// the installation's lock until the end. All that is in run/ is gone. Errors: those of Folder,
  /// `halle.already_running`.
  static Result<DataFolder> take(const std::string& data, const RunAs& user);

  const std::string& path() const { return data_.path(); }
  const Folder& data() const { return data_; }
  const Folder& run() const { return run_; }
  const Folder& log() const { return log_; }
  const Folder& modules() const { return modules_; }
  /// The services' own.
  const Folder& sockets() const { return sockets_; }
  std::string dumps() const { return data_.path("dumps"); }
  /// Nothing was kept in it before: no cluster, or, if its database is elsewhere, nothing at all.
  bool fresh(bool embedded) const { return !had_cluster_ && (embedded || !had_run_); }
  /// What we write and the services read.
  Access readable() const { return ours(user_, 0600); }
  /// Of a program or a folder.
  Access enterable() const { return ours(user_, 0700); }
  const RunAs& user() const { return user_; }

  /// The log of that name, to write at its end.
  Result<Descriptor> open_log(const std::string& name) const;
  /// Keeps every log below that size: what it holds becomes NAME.1, and it starts anew.
  void trim_logs(off_t most) const;
  /// "halle.reason detail" as the last line that a program of ours wrote since then; empty if it
  /// said no such thing.
  std::string last_reason(const std::string& log, off_t since) const;
  /// The last line since then in which PostgreSQL says why it ends; empty if it does not.
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
/// `halle.not_allowed`, `halle.running_elsewhere` (in a container that we do not see into).
Result<pid_t> find_supervisor(const std::string& data);

}  // namespace halle::supervisor
