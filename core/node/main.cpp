// halle-node: one node of an installation, or its migrations. Started by the supervisor; the
// database's connection string comes in HALLE_DATABASE, never as an argument.

#include <fcntl.h>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/time/clock.hpp"
#include "core/db/connection.hpp"
#include "core/module/crash_attribution.hpp"
#include "core/node/node.hpp"
#include "core/node/static_modules.hpp"

namespace {
// What the supervisor opens for a node.
constexpr int ready_descriptor = 3;
constexpr int crash_record_descriptor = 4;

constexpr std::size_t dumps_kept = 5;
constexpr int days_kept = 7;

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string database() {
  const char* given = std::getenv("HALLE_DATABASE");
  return given == nullptr ? "" : given;
}

int fail(const halle::Error& error) {
  spdlog::error("{} {}", error.reason, error.detail);
  std::cerr << error.reason << " " << error.detail << "\n";
  return 1;
}

/// Of the dumps, those that are older than a week go, but never the newest five. By their names,
/// which say when they were made.
void forget_old_dumps(const std::string& folder) {
  namespace fs = std::filesystem;
  const auto now = halle::system_clock()();
  const std::string week_ago =
      "before-" + halle::format_instant(now - std::chrono::days(days_kept)).substr(0, 19);
  std::vector<fs::path> dumps;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".dump" &&
        entry.path().filename().string().starts_with("before-"))
      dumps.push_back(entry.path());
  std::sort(dumps.begin(), dumps.end(), std::greater<>());
  for (std::size_t i = dumps_kept; i < dumps.size(); ++i)
    if (dumps[i].filename().string() < week_ago) fs::remove(dumps[i], ignored);
}

/// The automatic dump before the first change.
halle::Status dump(const std::string& pg_dump, const std::string& folder) {
  const std::string file =
      folder + "/before-" + halle::format_instant(halle::system_clock()()).substr(0, 19) + ".dump";
  halle::NewFile whole(file, 0600);
  if (const auto opened = whole.opened(); !opened) return opened;
  const pid_t pid = fork();
  if (pid == 0) {
    for (const auto& [name, value] : halle::db::environment_of(database()))
      setenv(name.c_str(), value.c_str(), 1);
    dup2(whole.descriptor(), 1);
    execl(pg_dump.c_str(), "pg_dump", "-Fc", nullptr);
    _exit(127);
  }
  int status = 0;
  const bool dumped =
      waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!dumped || !whole.keep())
    return halle::Error{halle::Code::failed_precondition, "halle.dump_failed", file};
  forget_old_dumps(folder);
  return halle::Done{};
}

int migrate(const std::string& composition_file, const std::string& modules,
            const std::string& dumps, const std::string& pg_dump) {
  const auto composition = halle::module::parse_composition(read_file(composition_file));
  if (!composition) return fail(composition.error());
  const auto schemas =
      halle::node::schemas(halle::node::static_modules(), composition.value(), modules);
  if (!schemas) return fail(schemas.error());
  const auto applied =
      halle::db::migrate(database(), schemas.value(), [&] { return dump(pg_dump, dumps); });
  if (!applied) return fail(applied.error());
  for (const auto& migration : applied.value())
    spdlog::info("migrated {} {} {}", migration.schema, migration.number, migration.name);
  return 0;
}

int run(halle::node::Options options) {
  boost::asio::io_context io;
  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  options.database = database();
  options.modules = halle::node::static_modules();
  options.clock = halle::system_clock();
  if (fcntl(crash_record_descriptor, F_GETFD) >= 0)
    if (const auto kept = halle::module::record_crashes(crash_record_descriptor); !kept)
      return fail(kept.error());
  auto node = halle::node::Node::start(std::move(options));
  if (!node) return fail(node.error());
  spdlog::info("ready, port {}", node.value()->port());
  if (fcntl(ready_descriptor, F_GETFD) >= 0) {
    const std::string line = "ready " + std::to_string(node.value()->port()) + "\n";
    if (write(ready_descriptor, line.data(), line.size()) < 0)
      spdlog::warn("nobody waits for this node");
    close(ready_descriptor);
  }
  signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
  io.run();
  spdlog::info("stopping");
  return 0;
}
}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  spdlog::flush_on(spdlog::level::info);
  CLI::App app("One node of Halle; started by halle up");
  std::string composition;
  std::string dumps;
  std::string pg_dump;
  halle::node::Options options;
  auto* migrate_command = app.add_subcommand("migrate");
  migrate_command->add_option("--composition", composition)->required();
  migrate_command->add_option("--dump", dumps)->required();
  migrate_command->add_option("--pg-dump", pg_dump)->required();
  const auto modules_option = [&](CLI::App* command) {
    command->add_option("--modules", options.modules_folder)->required();
  };
  modules_option(migrate_command);
  auto* run_command = app.add_subcommand("run");
  modules_option(run_command);
  run_command->add_option("--composition", composition)->required();
  run_command->add_option("--name", options.name)->required();
  run_command->add_option("--run", options.run_folder)->required();
  run_command->add_option("--listen", options.listen)->required();
  run_command->add_option("--behind-proxy", options.behind_proxy);
  run_command->add_option("--web", options.web);
  auto* plan_command = app.add_subcommand("plan");
  plan_command->add_option("--composition", composition)->required();
  modules_option(plan_command);
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  if (*migrate_command) return migrate(composition, options.modules_folder, dumps, pg_dump);
  auto parsed = halle::module::parse_composition(read_file(composition));
  if (!parsed) return fail(parsed.error());
  if (*plan_command) {
    const auto plan =
        halle::node::plan(halle::node::static_modules(), parsed.value(), options.modules_folder);
    if (!plan) return fail(plan.error());
    std::cout << plan.value();
    return 0;
  }
  options.composition = parsed.value();
  return run(std::move(options));
}
