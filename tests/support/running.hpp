#pragma once
// A real installation for tests and benchmarks: `halle up` in a temporary folder, its processes and
// its command line. Everything is stopped and gone at the end.

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::test {

class Running {
 public:
  /// Starts `halle up --empty` on a fresh data folder, with a composition of deploy/compositions or
  /// of the file whose path it is, or with the server at `database`. `prepare` is given the path of
  /// the data folder before.
  explicit Running(const std::string& composition = "one_box", const std::string& database = "",
                   const std::function<void(const std::string&)>& prepare = {});
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  const std::string& data() const { return data_; }
  /// The gRPC socket of the node that listens.
  std::string address() const;
  /// HOST:PORT of the gateway.
  const std::string& site() const { return site_; }
  std::string token() const;
  /// Seconds from the start of the program to its line "ready".
  double ready_seconds() const { return ready_seconds_; }

  /// Processes below `halle up` with that program name ("postgres" is the server's first process).
  std::vector<pid_t> processes(const std::string& program) const;
  pid_t supervisor() const { return pid_; }
  /// Proportional share of memory of a process, kilobytes.
  static long pss(pid_t process);

  void stop();
  /// Ends the supervisor as the machine would: by force.
  void kill();
  /// Starts again on the same folder, at the same address.
  void start();
  /// Runs `halle` with these arguments on this installation. Returns the exit status.
  int halle(const std::vector<std::string>& arguments, std::string* output = nullptr) const;
  /// Rows of a query with administrator rights, cells joined by '|'.
  std::vector<std::string> sql(const std::string& query) const;
  /// Creates an association and returns its id.
  Uuid create_organisation(const std::string& code) const;
  std::string admin_conninfo() const;
  std::string app_conninfo() const;

 private:
  std::string composition_;
  std::string database_;
  std::string data_;
  std::string site_;
  int port_ = -1;  // reserves that of `site_`
  pid_t pid_ = -1;
  double ready_seconds_ = 0;
};

}  // namespace halle::test
