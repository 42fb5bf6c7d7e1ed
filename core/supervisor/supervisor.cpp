#include "core/supervisor/supervisor.hpp"

#include <fcntl.h>
#include <google/protobuf/text_format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/ids.hpp"
#include "core/base/text.hpp"
#include "core/db/connection.hpp"
#include "core/db/migrator.hpp"
#include "core/module/blame.hpp"
#include "core/module/composition.hpp"
#include "core/supervisor/installed.hpp"
#include "core/supervisor/postgres.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

namespace {
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr std::chrono::seconds steady_after{5};
constexpr std::chrono::seconds stop_time{15};

constexpr std::chrono::minutes crashes_count_for{10};
constexpr std::size_t crashes_until_moved = 3;
constexpr std::size_t crashes_until_stopped = 5;

struct Child {
  std::string name;
  std::function<Result<pid_t>()> start;
  int stop_signal = SIGTERM;
  pid_t pid = -1;
  std::chrono::milliseconds pause = first_pause;
  std::chrono::steady_clock::time_point started{};
  std::unique_ptr<boost::asio::steady_timer> timer{};  // until the next start
  bool is_node = false;
  bool given_up = false;  // not started again
};

void own(const std::string& path, const RunAs& user) {
  if (user.change && ::chown(path.c_str(), user.uid, user.gid) != 0) {
  }
}

Status make_folder(const std::string& path, const RunAs& user) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error || ::chmod(path.c_str(), 0700) != 0)
    return Error{Code::failed_precondition, "halle.data_folder_unusable", path};
  own(path, user);
  return Done{};
}

Status write_secret(const std::string& path, const std::string& secret, const RunAs& user) {
  ::unlink(path.c_str());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Error{Code::failed_precondition, "halle.data_folder_unusable", path};
  const bool written =
      ::write(fd, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size());
  ::close(fd);
  own(path, user);
  if (!written) return Error{Code::failed_precondition, "halle.data_folder_unusable", path};
  return Done{};
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string database_file(const std::string& data) {
  return data + "/run/database";
}

class Installation {
 public:
  explicit Installation(const Options& options)
      : options_(options), signals_(io_, SIGTERM, SIGINT, SIGCHLD), stop_timer_(io_) {
    signals_.add(SIGUSR1);
  }

  ~Installation() {
    for (const auto& child : children_) {
      if (child->pid <= 0) continue;
      ::kill(child->pid, SIGKILL);
      ::waitpid(child->pid, nullptr, 0);
    }
    if (lock_ >= 0) ::close(lock_);
  }

  Status run();
  Status restore(const std::string& file);

 private:
  Status prepare_folder();
  Status copy_screens();
  Status copy_sheet_reader();
  Status compose(const std::set<std::string>* without);
  void add_installed(const ::halle::module::v1::Composition& installed,
                     const std::set<std::string>& without);
  Status copy_modules();
  Status write_composition();
  Status start_database();
  Status migrate();
  Status begin_work();
  Status start_nodes();
  Child& child_of(const std::string& node);
  Result<bool> start_and_wait(Child& child);
  void stop_nodes();
  Result<pid_t> start_node(const std::string& name, int ready_fd);
  bool note_crash(Child& child, const std::string& blame);
  void move_apart(const std::string& module, const std::string& node);
  void note(const std::string& reason, const std::string& module, const std::string& node,
            const std::string& detail = {}) const;
  bool give_up(Child& child);
  void watch();
  void reload();
  void reap();
  void restart_later(Child& child);
  Status start_first_command();
  Result<std::vector<std::string>> schemas_in(const std::string& file) const;
  Status read_dump(const std::string& file);
  void begin_stop();
  bool next_to_stop();

  const Options& options_;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer stop_timer_;
  RunAs user_;
  ::halle::module::v1::Composition composition_;  // as it is now
  std::set<std::string> installed_;               // ids of those that were added to it
  std::string composition_file_;
  std::map<std::pair<std::string, std::string>, std::deque<std::chrono::steady_clock::time_point>>
      crashes_;  // of a module in a node
  std::string admin_database_;
  std::string app_database_;
  std::string pg_dump_;
  std::string pg_restore_;
  std::vector<std::unique_ptr<Child>> children_;  // the database first
  std::string address_;
  pid_t first_command_ = -1;
  bool stopping_ = false;
  Status failure_ = Done{};  // why it stops by itself
  bool fresh_ = false;
  int lock_ = -1;
};

Status Installation::prepare_folder() {
  HALLE_TRY(user, choose_user());
  user_ = user;
  fresh_ = !fs::exists(options_.data + "/postgres") && !fs::exists(options_.data + "/run");
  for (const auto& folder : {"", "/run", "/log", "/dumps"})
    HALLE_CHECK(make_folder(options_.data + folder, user_));
  const std::string pid_file = options_.data + "/run/supervisor.pid";
  lock_ = ::open(pid_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) return Error{Code::failed_precondition, "halle.data_folder_unusable", pid_file};
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
    return Error{Code::failed_precondition, "halle.already_running", options_.data};
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock_, 0) != 0 || ::write(lock_, pid.data(), pid.size()) < 0)
    return Error{Code::failed_precondition, "halle.data_folder_unusable", pid_file};
  // Of nodes that were killed, maybe those of another composition.
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(options_.data + "/run", ignored))
    if (entry.path().extension() == ".sock" || entry.path().extension() == ".blame")
      fs::remove(entry.path(), ignored);
  composition_file_ = options_.data + "/run/composition.textproto";
  HALLE_CHECK(compose(nullptr));
  fs::remove(options_.data + "/run/notices", ignored);
  fs::remove(database_file(options_.data), ignored);
  HALLE_CHECK(copy_screens());
  HALLE_CHECK(copy_sheet_reader());
  HALLE_CHECK(write_secret(options_.data + "/run/node.token", random_hex(32) + "\n", user_));
  return write_secret(options_.data + "/run/operator.token", random_hex(32) + "\n", user_);
}

/// Nodes read a copy: their user need not reach the folder the original lies in.
Status Installation::copy_screens() {
  std::error_code error;
  const std::string copy = options_.data + "/run/web";
  fs::remove_all(copy, error);
  if (options_.web.empty() || !fs::is_directory(options_.web, error)) return Done{};
  fs::copy(options_.web, copy, fs::copy_options::recursive, error);
  if (error) return Error{Code::failed_precondition, "halle.data_folder_unusable", copy};
  own(copy, user_);
  for (const auto& entry : fs::recursive_directory_iterator(copy)) own(entry.path(), user_);
  return Done{};
}

/// The program that nodes start for foreign sheets, for the same reason.
Status Installation::copy_sheet_reader() {
  std::error_code error;
  const auto program = fs::path(options_.node_program).parent_path() / "halle-sheets";
  const std::string copy = options_.data + "/run/halle-sheets";
  fs::remove(copy, error);
  if (!fs::exists(program, error)) return Done{};
  fs::copy_file(program, copy, error);
  if (error) return Error{Code::failed_precondition, "halle.data_folder_unusable", copy};
  own(copy, user_);
  return Done{};
}

/// What runs from now on, and copies of its files for those who run it: what is installed, without
/// those; null: nothing of it.
Status Installation::compose(const std::set<std::string>* without) {
  HALLE_TRY(composition, module::parse_composition(options_.composition));
  composition_ = std::move(composition);
  installed_.clear();
  if (without != nullptr) {
    HALLE_TRY(installed, read_installed(options_.data));
    add_installed(installed, *without);
  }
  HALLE_CHECK(copy_modules());
  return write_composition();
}

void Installation::add_installed(const ::halle::module::v1::Composition& installed,
                                 const std::set<std::string>& without) {
  std::set<std::string> taken;
  for (const auto& node : composition_.nodes()) {
    taken.insert(node.name());
    taken.insert(node.modules().begin(), node.modules().end());
  }
  for (const auto& file : installed.files()) {
    if (without.contains(file.id())) continue;
    if (!taken.insert(file.id()).second) {
      note("halle.module_left_out", file.id(), file.id());
      continue;
    }
    installed_.insert(file.id());
    *composition_.add_files() = file;
    auto* node = composition_.add_nodes();
    node->set_name(file.id());
    node->add_modules(file.id());
  }
}

/// Only those that run: what else lies in the folder is nobody's business.
Status Installation::copy_modules() {
  std::error_code error;
  const std::string folder = options_.data + "/run/modules";
  fs::remove_all(folder, error);
  HALLE_CHECK(make_folder(folder, user_));
  for (const auto& file : composition_.files()) {
    const std::string copy = folder + "/" + file.file();
    const std::string from =
        installed_.contains(file.id()) ? installed_folder(options_.data) : options_.modules;
    fs::copy_file(from + "/" + file.file(), copy, error);
    if (error) continue;  // who loads it says that it is not there
    ::chmod(copy.c_str(), 0600);
    own(copy, user_);
  }
  return Done{};
}

Status Installation::write_composition() {
  std::string text;
  google::protobuf::TextFormat::PrintToString(composition_, &text);
  const std::string beside = composition_file_ + ".new";
  std::ofstream out(beside);
  if (!(out << text).flush() || ::rename(beside.c_str(), composition_file_.c_str()) != 0)
    return Error{Code::failed_precondition, "halle.data_folder_unusable", composition_file_};
  own(composition_file_, user_);
  return Done{};
}

Status Installation::start_database() {
  HALLE_TRY(postgres, Postgres::find(options_.data, user_));
  pg_dump_ = postgres.program("pg_dump");
  pg_restore_ = postgres.program("pg_restore");
  if (!options_.database.empty()) {
    admin_database_ = options_.database;
    app_database_ = options_.database +
                    (options_.database.find('?') == std::string::npos ? "?" : "&") +
                    "options=-c%20role%3Dhalle_app";
    RunAs us = user_;
    us.change = false;
    return write_secret(database_file(options_.data), options_.database, us);  // for backup()
  }
  HALLE_CHECK(postgres.prepare());
  auto child = std::make_unique<Child>();
  child->name = "postgres";
  child->stop_signal = SIGINT;
  child->start = [postgres] { return postgres.start(); };
  HALLE_TRY(pid, child->start());
  child->pid = pid;
  child->started = std::chrono::steady_clock::now();
  children_.push_back(std::move(child));
  HALLE_CHECK(postgres.wait_ready(pid));
  admin_database_ = postgres.admin_conninfo();
  app_database_ = postgres.app_conninfo();
  return Done{};
}

Status Installation::migrate() {
  const std::string log = options_.data + "/log/migrate.log";
  const auto done = supervisor::run(
      {{options_.node_program, "migrate", "--composition", composition_file_, "--modules",
        options_.data + "/run/modules", "--dump", options_.data + "/dumps", "--pg-dump", pg_dump_},
       {{"HALLE_DATABASE", admin_database_}},
       log},
      user_);
  if (done) return done;
  // Its last word is the reason, and what it is about.
  const auto lines = split(trim(read_file(log)), '\n');
  const auto& last = lines.back();
  if (!last.starts_with("halle."))
    return Error{Code::failed_precondition, "halle.migration_failed", "see " + log};
  const auto space = last.find(' ');
  return Error{Code::failed_precondition, last.substr(0, space),
               space == std::string::npos ? std::string{} : last.substr(space + 1)};
}

/// Brings the database up to date and starts the nodes: with what is installed, or, if that keeps
/// the others from working, without the one that does, or without any if none can be named.
Status Installation::begin_work() {
  std::set<std::string> without;
  HALLE_CHECK(compose(&without));
  while (true) {
    const auto migrated = migrate();
    if (migrated) return start_nodes();
    if (installed_.empty()) return migrated.error();
    // What a schema refuses begins with its name.
    const auto& why = migrated.error();
    const std::string culprit = why.detail.substr(0, why.detail.find(' '));
    const bool named = installed_.contains(culprit);
    for (const auto& id : named ? std::set<std::string>{culprit} : installed_)
      note("halle.module_left_out", id, id, why.reason + " " + why.detail);
    without.insert(culprit);
    HALLE_CHECK(compose(named ? &without : nullptr));
  }
}

Result<pid_t> Installation::start_node(const std::string& name, int ready_fd) {
  const std::string run = options_.data + "/run";
  std::error_code ignored;
  fs::remove(run + "/" + name + ".sock", ignored);
  std::vector<std::string> arguments{
      options_.node_program, "run", "--name", name, "--composition", composition_file_, "--run",
      run, "--modules", run + "/modules", "--listen",
      // A node that is started again comes back at the same port.
      address_.empty() ? options_.listen : address_, "--web", run + "/web"};
  if (options_.behind_proxy) arguments.emplace_back("--behind-proxy");
  return spawn({arguments,
                {{"HALLE_DATABASE", app_database_}},
                options_.data + "/log/" + name + ".log",
                ready_fd},
               user_);
}

/// Waits for the child's line "ready PORT". Empty if it ended or took too long.
std::string read_ready(int fd) {
  std::string line;
  pollfd descriptor{fd, POLLIN, 0};
  char c = 0;
  while (true) {
    const int polled = ::poll(&descriptor, 1, 60'000);
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0 || ::read(fd, &c, 1) != 1 || c == '\n') break;
    line += c;
  }
  return c == '\n' && line.starts_with("ready ") ? line.substr(6) : std::string{};
}

Child& Installation::child_of(const std::string& node) {
  for (auto& child : children_)
    if (child->is_node && child->name == node) return *child;
  auto child = std::make_unique<Child>();
  child->name = node;
  child->is_node = true;
  child->start = [this, node] { return start_node(node, -1); };
  return *children_.emplace_back(std::move(child));
}

/// False if it ended before it was ready.
Result<bool> Installation::start_and_wait(Child& child) {
  int pipe_ends[2] = {-1, -1};
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0)
    return Error{Code::resource_exhausted, "halle.command_failed"};
  const auto pid = start_node(child.name, pipe_ends[1]);
  ::close(pipe_ends[1]);
  std::string port;
  if (pid) {
    child.pid = pid.value();
    child.started = std::chrono::steady_clock::now();
    port = read_ready(pipe_ends[0]);
  }
  ::close(pipe_ends[0]);
  if (!pid) return pid.error();
  if (port.empty()) {
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    child.pid = -1;
    return false;
  }
  if (port != "0") {
    address_ = options_.listen.substr(0, options_.listen.rfind(':') + 1) + port;
    std::ofstream(options_.data + "/run/address") << address_ << "\n";
  }
  return true;
}

Status Installation::start_nodes() {
  for (int i = 0; i < composition_.nodes_size();) {
    auto& child = child_of(composition_.nodes(i).name());
    if (child.pid > 0 || child.given_up) {
      ++i;
      continue;
    }
    HALLE_TRY(ready, start_and_wait(child));
    if (ready) continue;
    const std::string blame = module::take_blame(options_.data + "/run/" + child.name + ".blame");
    if (blame.empty() && give_up(child)) continue;
    if (blame.empty())
      return Error{Code::failed_precondition, "halle.node_failed",
                   "see " + options_.data + "/log/" + child.name + ".log"};
    if (!note_crash(child, blame)) continue;
    stop_nodes();
    i = 0;
  }
  return Done{};
}

/// True of the node of an installed module: the others start without it.
bool Installation::give_up(Child& child) {
  if (!installed_.contains(child.name)) return false;
  child.given_up = true;
  note("halle.module_stopped", child.name, child.name,
       "see " + options_.data + "/log/" + child.name + ".log");
  return true;
}

/// They learn at their start which module is where.
void Installation::stop_nodes() {
  for (auto& child : children_) {
    if (!child->is_node || child->pid <= 0) continue;
    ::kill(child->pid, SIGTERM);
    ::waitpid(child->pid, nullptr, 0);
    child->pid = -1;
  }
}

void Installation::note(const std::string& reason, const std::string& module,
                        const std::string& node, const std::string& detail) const {
  const std::string file = options_.data + "/run/notices";
  std::string line = format_instant(system_clock()()) + " " + reason + " " + module + " " + node;
  if (!detail.empty()) line += " " + detail;
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::ofstream(file, std::ios::app) << line << "\n";
}

/// A node ended and wrote whose fault it was: "orders crashed". True if the module was moved: all
/// nodes have to start anew.
bool Installation::note_crash(Child& child, const std::string& blame) {
  const auto space = blame.find(' ');
  const std::string module = blame.substr(0, space);
  note(blame.substr(space + 1) == "stuck" ? "halle.module_stuck" : "halle.module_crashed", module,
       child.name);
  const auto now = std::chrono::steady_clock::now();
  auto& crashes = crashes_[{child.name, module}];
  crashes.push_back(now);
  while (now - crashes.front() > crashes_count_for) crashes.pop_front();
  const auto node =
      std::find_if(composition_.nodes().begin(), composition_.nodes().end(),
                   [&](const auto& candidate) { return candidate.name() == child.name; });
  const bool alone = !node->listens() && node->modules_size() == 1;
  // What the program carries is needed: it is started again as long as it takes.
  const bool foreign = std::any_of(composition_.files().begin(), composition_.files().end(),
                                   [&](const auto& file) { return file.id() == module; });
  if (alone && foreign && crashes.size() >= crashes_until_stopped) {
    child.given_up = true;
    note("halle.module_stopped", module, child.name);
  }
  if (alone || crashes.size() < crashes_until_moved) return false;
  move_apart(module, child.name);
  return true;
}

void Installation::move_apart(const std::string& module, const std::string& node) {
  std::set<std::string> names;
  for (auto& known : *composition_.mutable_nodes()) {
    names.insert(known.name());
    if (known.name() != node) continue;
    auto& modules = *known.mutable_modules();
    modules.erase(std::remove(modules.begin(), modules.end(), module), modules.end());
  }
  std::string apart = module;
  while (names.contains(apart)) apart += "-apart";
  auto* moved = composition_.add_nodes();
  moved->set_name(apart);
  moved->add_modules(module);
  (void)write_composition();
  note("halle.module_moved", module, apart);
}

void Installation::restart_later(Child& child) {
  if (std::chrono::steady_clock::now() - child.started > steady_after) child.pause = first_pause;
  child.timer = std::make_unique<boost::asio::steady_timer>(io_, child.pause);
  child.pause = std::min(child.pause * 2, longest_pause);
  child.timer->async_wait([this, &child](const boost::system::error_code& error) {
    // The timer goes with its child; one that had expired already still calls.
    const auto is_child = [&](const auto& one) { return one.get() == &child; };
    if (error || stopping_ || std::none_of(children_.begin(), children_.end(), is_child)) return;
    child.started = std::chrono::steady_clock::now();
    if (auto pid = child.start())
      child.pid = pid.value();
    else
      restart_later(child);
  });
}

void Installation::reap() {
  int status = 0;
  std::vector<Child*> ended;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid == first_command_) {
      first_command_ = -1;
      options_.ready(address_, WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    for (const auto& child : children_) {
      if (child->pid != pid) continue;
      child->pid = -1;
      ended.push_back(child.get());
    }
  }
  for (auto* child : ended) {
    if (stopping_) break;
    const std::string blame =
        child->is_node ? module::take_blame(options_.data + "/run/" + child->name + ".blame") : "";
    if (!blame.empty() && note_crash(*child, blame)) {
      for (auto& other : children_)
        if (other->is_node && other->pid > 0) ::kill(other->pid, SIGTERM);
      restart_later(child_of(composition_.nodes().rbegin()->name()));
    }
    if (!child->given_up) restart_later(*child);
  }
  if (stopping_ && !next_to_stop()) io_.stop();
}

/// Nodes stop first, the database when none is left. True while something runs.
bool Installation::next_to_stop() {
  for (auto it = children_.rbegin(); it != children_.rend(); ++it) {
    auto& child = **it;
    if (child.pid <= 0) continue;
    if (child.stop_signal != 0) ::kill(child.pid, child.stop_signal);
    child.stop_signal = 0;
    return true;
  }
  return false;
}

void Installation::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  stop_timer_.expires_after(stop_time);
  stop_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) io_.stop();
  });
  if (!next_to_stop()) io_.stop();
}

void Installation::watch() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGCHLD)
      reap();
    else if (signal == SIGUSR1)
      reload();
    else
      begin_stop();
    watch();
  });
}

/// What is installed has changed.
void Installation::reload() {
  if (stopping_) return;
  stop_nodes();
  // Those of modules that are gone; a pause before a start that is now made at once.
  children_.erase(std::remove_if(children_.begin(), children_.end(),
                                 [](const auto& child) { return child->is_node; }),
                  children_.end());
  crashes_.clear();
  if (const auto begun = begin_work(); !begun) {
    failure_ = begun;
    begin_stop();
  }
}

/// Beside the watch: this process forks, so it must not have the threads of a gRPC client.
Status Installation::start_first_command() {
  if (!fresh_ || options_.first_command.empty()) {
    options_.ready(address_, false);
    return Done{};
  }
  RunAs caller = user_;
  caller.change = false;
  HALLE_TRY(pid, spawn({options_.first_command, {}, {}}, caller));
  first_command_ = pid;
  return Done{};
}

Status Installation::run() {
  HALLE_CHECK(prepare_folder());
  HALLE_CHECK(start_database());
  HALLE_CHECK(begin_work());
  watch();
  HALLE_CHECK(start_first_command());
  reap();
  io_.run();
  ::unlink((options_.data + "/run/supervisor.pid").c_str());
  return failure_;
}

Status Installation::read_dump(const std::string& file) {
  RunAs caller = user_;
  caller.change = false;
  auto environment = db::environment_of(admin_database_);
  const std::string log = options_.data + "/log/restore.log";
  const auto done =
      supervisor::run({{pg_restore_, "--clean", "--if-exists", "--exit-on-error",
                        "--single-transaction", "-d", environment["PGDATABASE"], file},
                       environment,
                       log},
                      caller);
  if (!done) return Error{Code::failed_precondition, "halle.restore_failed", read_file(log)};
  return Done{};
}

/// Those that a dump holds.
Result<std::vector<std::string>> Installation::schemas_in(const std::string& file) const {
  RunAs caller = user_;
  caller.change = false;
  const std::string list = options_.data + "/log/restore.list";
  if (!supervisor::run({{pg_restore_, "--list", file}, {}, list}, caller))
    return Error{Code::failed_precondition, "halle.restore_failed", read_file(list)};
  std::vector<std::string> schemas;
  for (const auto& line : split(read_file(list), '\n')) {
    constexpr std::string_view before = " SCHEMA - ";
    const auto at = line.find(before);
    if (at == std::string::npos) continue;
    const auto from = at + before.size();
    schemas.push_back(line.substr(from, line.find(' ', from) - from));
  }
  return schemas;
}

Status Installation::restore(const std::string& file) {
  HALLE_CHECK(prepare_folder());
  HALLE_CHECK(start_database());
  HALLE_TRY(in_use, db::is_in_use(admin_database_));
  if (in_use) return Error{Code::failed_precondition, "halle.restore_refused"};
  HALLE_TRY(schemas, schemas_in(file));
  HALLE_CHECK(db::make_roles(admin_database_, schemas));
  HALLE_CHECK(read_dump(file));
  HALLE_CHECK(migrate());
  watch();
  begin_stop();
  reap();
  io_.run();
  return Done{};
}
}  // namespace

Status restore(const Options& options, const std::string& file) {
  std::error_code ignored;
  if (fs::exists(options.data) && !fs::is_empty(options.data, ignored))
    return Error{Code::failed_precondition, "halle.restore_refused", options.data};
  Options beside = options;
  beside.data = options.data + ".restoring";
  fs::remove_all(beside.data, ignored);  // of a restore that was cut short
  const auto done = [&] {
    Installation installation(beside);
    return installation.restore(file);
  }();
  if (!done) {
    fs::remove_all(beside.data, ignored);
    return done;
  }
  if (::rename(beside.data.c_str(), options.data.c_str()) != 0)
    return Error{Code::failed_precondition, "halle.data_folder_unusable", options.data};
  return Done{};
}

Status backup(const std::string& data, const std::string& file) {
  HALLE_TRY(user, choose_user());
  HALLE_TRY(postgres, Postgres::find(data, user));
  user.change = false;
  const std::string server = read_file(database_file(data));
  return supervisor::run({{postgres.program("pg_dump"), "-Fc", "-f", file},
                          db::environment_of(server.empty() ? postgres.admin_conninfo() : server),
                          data + "/log/backup.log"},
                         user);
}

Status run_installation(const Options& options) {
  Installation installation(options);
  return installation.run();
}

}  // namespace halle::supervisor
