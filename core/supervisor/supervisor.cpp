#include "core/supervisor/supervisor.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "core/base/ids.hpp"
#include "core/module/loading/composition.hpp"
#include "core/module/loading/module.hpp"
#include "core/supervisor/address.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "core/supervisor/data/erasures.hpp"
#include "core/supervisor/database/database.hpp"
#include "core/supervisor/database/migration.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/nodes/nodes.hpp"
#include "core/supervisor/processes/children.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

namespace {
constexpr off_t largest_log = off_t{16} << 20;
constexpr std::chrono::minutes between_looks_at_logs{1};
constexpr std::chrono::seconds first_command_stop{2};
constexpr std::chrono::seconds address_patience{10};

/// Copies the other files that nodes read, since their user may not reach the folder of the
/// originals. Only that user enters run/, so these copies may be readable by all.
Status furnish(const Options& options, const DataFolder& folder) {
  const Folder& run = folder.run();
  std::error_code error;
  if (!options.web.empty() && fs::is_directory(options.web, error)) {
    const std::string copy = run.path("web");
    fs::copy(options.web, copy, fs::copy_options::recursive, error);
    constexpr auto all = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                         fs::perms::others_read | fs::perms::others_exec;
    if (!error) fs::permissions(copy, all, error);
    for (const auto& entry : fs::recursive_directory_iterator(copy, error))
      fs::permissions(entry.path(), all, error);
    if (error) return refused("halle.data_folder_unusable", copy);
  }
  for (const auto* name : {"halle-sheets", "halle-pictures"}) {
    const auto reader = fs::path(options.node_program).parent_path() / name;
    if (fs::exists(reader, error))
      HALLE_CHECK(run.copy(fs::canonical(reader), name, folder.enterable()));
  }
  for (const auto* name : {"node.token", "operator.token"})
    HALLE_CHECK(run.write(name, random_hex(32) + "\n", folder.readable()));
  return Done{};
}

/// The key of the secrets that modules derive (halle_host.secret): made once, kept in the data
/// folder, which no dump holds.
Status keep_key(const DataFolder& folder) {
  constexpr const char* name = "installation.secret";
  std::string key = folder.data().read(name);
  if (key.empty()) {
    key = random_hex(32) + "\n";
    HALLE_CHECK(folder.data().write(name, key, {::geteuid(), ::getegid(), 0600}));
  }
  return folder.run().write(name, key, folder.readable());
}

/// Writes what the first start configures modules with; what root wrote before stays.
Status configure_first(const Options& options, const DataFolder& folder, const Folder& to) {
  if (options.first_command.empty() || !folder.fresh(options.database.empty())) return Done{};
  for (const auto& name : options.first_folders) {
    HALLE_TRY(made, folder.data().take_in(name, theirs(folder.user(), 0700)));
  }
  for (const auto& [module, text] : options.first_configuration)
    if (to.size(module) == 0) HALLE_CHECK(to.write(module, text, {::geteuid(), ::getegid(), 0600}));
  return Done{};
}

/// Copies what root has written for modules (`configuration/<id>`) where nodes can read it.
Status copy_configuration(const Options& options, const DataFolder& folder) {
  const Access our_own{::geteuid(), ::getegid(), 0700};
  HALLE_TRY(from, folder.data().take_in("configuration", our_own));
  HALLE_CHECK(configure_first(options, folder, from));
  HALLE_TRY(to, folder.run().take_in("configuration", folder.enterable()));
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(from.path(), error)) {
    const std::string name = entry.path().filename();
    if (!module::is_module_id(name)) continue;
    HALLE_CHECK(to.write(name, from.read(name), folder.readable()));
  }
  return Done{};
}

class Installation {
 public:
  Installation(const Options& options, const DataFolder& folder, Children& children)
      : options_(options),
        folder_(folder),
        children_(children),
        composer_(folder, options.composition, options.modules),
        database_(folder, children, options.limits),
        nodes_(options, folder, children, composer_, database_),
        ledger_(folder, children, composer_, database_) {}

  /// From the first child to the last.
  Task<Status> run();

 private:
  Task<Status> start();
  Task<Status> begin_work();
  Status start_first_command();
  void end_first_command();
  Task<Status> tend();

  const Options& options_;
  const DataFolder& folder_;
  Children& children_;
  Composer composer_;
  Database database_;
  Nodes nodes_;
  LedgerKeeper ledger_;
  pid_t first_command_ = -1;
};

Task<Status> Installation::run() {
  auto done = co_await start();
  if (done) done = co_await tend();
  if (first_command_ > 0) {
    const std::vector<pid_t> command(1, first_command_);
    co_await children_.stop(command, SIGTERM, first_command_stop);
  }
  co_await nodes_.stop();
  co_await ledger_.finish();
  co_await database_.stop();
  if (!done && done.error().reason == "halle.stopped") done = Done{};
  co_return done;
}

Task<Status> Installation::start() {
  auto done = composer_.compose(nullptr);
  if (done) done = furnish(options_, folder_);
  if (done) done = keep_key(folder_);
  if (done) done = copy_configuration(options_, folder_);
  if (done) done = co_await database_.start(options_.database);
  if (done) done = co_await begin_work();
  if (done) done = start_first_command();
  co_return done;
}

/// Migrates the database and starts the nodes with all installed modules; if one of these makes
/// that fail, without it, or without any if the failing one is not known.
Task<Status> Installation::begin_work() {
  std::set<std::string> without;
  auto composed = composer_.compose(&without);
  while (composed) {
    const auto migrated =
        co_await migrate(children_, folder_, database_, composer_, options_.node_program);
    if (migrated) co_return co_await nodes_.start();
    if (composer_.installed().empty() || children_.stop_asked()) co_return migrated;
    // What a schema refuses begins with its name.
    const auto& why = migrated.error();
    const std::string culprit = why.detail.substr(0, why.detail.find(' '));
    const bool named = composer_.installed().contains(culprit);
    std::set<std::string> culprits = composer_.installed();
    if (named) culprits = std::set<std::string>(&culprit, &culprit + 1);
    for (const auto& id : culprits)
      composer_.note("halle.module_left_out", id, id, why.reason + " " + why.detail);
    without.insert(culprit);
    composed = composer_.compose(named ? &without : nullptr);
  }
  co_return composed;
}

/// Beside the loop: this process forks, so it must not have the threads of a gRPC client.
Status Installation::start_first_command() {
  if (options_.first_command.empty() || !folder_.fresh(options_.database.empty())) {
    options_.ready(nodes_.address(), false);
    return Done{};
  }
  Command command;
  command.arguments = options_.first_command;
  HALLE_TRY(pid, children_.start(command, as_caller(folder_.user())));
  first_command_ = pid;
  return Done{};
}

void Installation::end_first_command() {
  if (first_command_ < 0 || children_.runs(first_command_)) return;
  const int status = children_.status_of(first_command_);
  first_command_ = -1;
  options_.ready(nodes_.address(), WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/// Until it is asked to stop.
Task<Status> Installation::tend() {
  auto next_look = Steady::now();
  while (!children_.stop_asked()) {
    end_first_command();
    database_.tend();
    co_await nodes_.tend();
    ledger_.tend();
    if (children_.take_reload()) {
      co_await nodes_.forget();
      const auto begun = co_await begin_work();
      if (!begun) co_return begun;
    }
    if (Steady::now() >= next_look) {
      folder_.trim_logs(largest_log);
      next_look = Steady::now() + between_looks_at_logs;
    }
    co_await children_.news(
        std::min(std::min(database_.due(), nodes_.due()), std::min(ledger_.due(), next_look)));
  }
  co_return Done{};
}

/// The longest name of a unix socket: PostgreSQL's own, or a node's.
std::size_t longest_socket(const ::halle::module::v1::Composition& composition) {
  std::size_t longest = std::string(".s.PGSQL.5432").size();
  for (const auto& node : composition.nodes())
    longest = std::max(longest, node.name().size() + std::string(".sock").size());
  return longest;
}

/// Checks the address. A node of a supervisor that was killed ends by itself and may not have yet:
/// where there was an installation, the address gets some time to be free.
Status wait_for_address(const Options& options, const RunAs& user) {
  const auto until =
      Steady::now() + (fs::exists(options.data) ? address_patience : Steady::duration{});
  for (;;) {
    const auto checked = check_address(options.listen, user);
    if (checked || Steady::now() >= until || checked.error().reason != "halle.address_in_use")
      return checked;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}
}  // namespace

Status run_installation(const Options& options) {
  HALLE_TRY(user, choose_user());
  HALLE_TRY(composition, module::parse_composition(options.composition));
  HALLE_CHECK(check_data_path(options.data, longest_socket(composition), user));
  if (const auto there = find_supervisor(options.data);
      there || there.error().reason == "halle.running_elsewhere")
    return refused("halle.already_running", options.data);
  HALLE_CHECK(wait_for_address(options, user));
  HALLE_TRY(folder, DataFolder::take(options.data, user));
  Children children;
  Installation installation(options, folder, children);
  return children.run(installation.run());
}

}  // namespace halle::supervisor
