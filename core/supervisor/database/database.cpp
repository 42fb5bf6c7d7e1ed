#include "core/supervisor/database/database.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "core/base/ids.hpp"
#include "core/db/migrator.hpp"

namespace halle::supervisor {
namespace {
// The whole installation depends on it, so restarts are frequent. Its log says why it cannot start.
constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{400};
constexpr std::chrono::seconds steady_after{5};
constexpr std::chrono::seconds time_to_break_off{3};

/// Whether a server that could not start says that another still has its folder or its memory.
bool held_by_another(const std::string& log) {
  return log.find("postmaster.pid\" already exists") != std::string::npos ||
         log.find("shared memory block") != std::string::npos;
}
}  // namespace

Task<Status> Database::start(std::string given) {
  auto found = Postgres::find(folder_.path(), folder_.user());
  if (!found) co_return found.error();
  postgres_ = std::move(found).value();
  if (!given.empty()) co_return co_await use_server(std::move(given));
  admin_ = postgres_->admin_conninfo();
  app_ = postgres_->app_conninfo();
  const auto made = co_await make_cluster();
  if (!made) co_return made;
  const auto until = Steady::now() + limits_.database_start;
  while (true) {
    const auto since = folder_.log().size("postgres.log");
    const auto launched = launch();
    if (!launched) co_return launched;
    auto ready = co_await wait_ready();
    const bool runs = children_.runs(pid_);
    if ((ready && runs) || (!ready && ready.error().reason == "halle.stopped")) co_return ready;
    if (runs) co_return refused("halle.database_unavailable", folder_.log().path("postgres.log"));
    // The one of a supervisor that was killed ends by itself, and its sessions, and that takes a
    // moment. It writes into the same log: the last word there may be its own.
    if (!held_by_another(folder_.log().read("postgres.log", since)) || Steady::now() > until) {
      const auto said = folder_.last_fatal("postgres.log", since);
      co_return refused("halle.database_failed",
                        said.empty() ? folder_.log().path("postgres.log") : said);
    }
    const auto again = Steady::now() + first_pause;
    while (Steady::now() < again && !children_.stop_asked()) co_await children_.news(again);
    if (children_.stop_asked()) co_return refused("halle.stopped");
  }
}

Task<Status> Database::use_server(std::string given) {
  auto admin = db::conninfo_with(given, {{"connect_timeout", "5"}});
  if (!admin) co_return admin.error();
  admin_ = admin.value();
  // For backup(), which is ours.
  const Access our_own{::geteuid(), ::getegid(), 0600};
  const auto kept = folder_.run().write("database", admin_, our_own);
  if (!kept) co_return kept;
  const auto until = Steady::now() + limits_.database_start;
  const auto check = [this] { return db::check_server(admin_); };
  const auto checked = co_await children_.finish(as_caller(folder_.user()), check, until);
  if (!checked) co_return checked;
  const auto login = node_login();
  if (!login) co_return login.error();
  const auto make = [this, login] { return db::make_node_login(admin_, login.value()); };
  const auto made = co_await children_.finish(as_caller(folder_.user()), make, until);
  if (!made && made.error().reason != "halle.no_password") co_return made;
  auto app = made ? db::conninfo_as(admin_, login.value()) : admin;
  if (app) app = db::conninfo_with(app.value(), {}, "-c role=halle_app");
  if (!app) co_return app.error();
  app_ = app.value();
  co_return Done{};
}

/// The nodes' login of this data folder, created once. Roles are global to the server, so its name
/// is unique to this folder.
Result<db::Login> Database::node_login() const {
  constexpr const char* name = "node-login";
  const std::string kept = folder_.data().read(name);
  if (const auto space = kept.find(' '); space != std::string::npos)
    return db::Login{kept.substr(0, space), kept.substr(space + 1)};
  const db::Login login{"halle_nodes_" + random_hex(6), random_hex(24)};
  HALLE_CHECK(folder_.data().write(name, login.name + " " + login.password,
                                   {::geteuid(), ::getegid(), 0600}));
  return login;
}

Task<Status> Database::make_cluster() {
  if (postgres_->prepared()) co_return Done{};
  // Made beside and moved, so that an interrupted start leaves nothing half made.
  const std::string name = "postgres.new";
  folder_.data().remove(name);
  const auto fresh = folder_.data().take_in(name, theirs(folder_.user(), 0700));
  if (!fresh) co_return fresh.error();
  const std::string path = fresh.value().path();
  const auto until = Steady::now() + limits_.database_start;
  const auto since = folder_.log().size("initdb.log");
  {
    const auto log = folder_.open_log("initdb.log");
    if (!log) co_return log.error();
    const auto made = co_await children_.finish(postgres_->initdb(path, log.value().get()),
                                                folder_.user(), until);
    if (!made && made.error().reason != "halle.command_failed") co_return made;
    if (!made) {
      const auto said = folder_.last_fatal("initdb.log", since);
      const bool full =
          folder_.log().read("initdb.log", since).find("No space left") != std::string::npos;
      folder_.data().remove(name);
      if (full) co_return refused("halle.disk_full", folder_.path());
      co_return refused("halle.database_failed",
                        said.empty() ? folder_.log().path("initdb.log") : said);
    }
  }
  const auto configure = [postgres = *postgres_, path] { return postgres.configure(path); };
  const auto configured = co_await children_.finish(folder_.user(), configure, until);
  if (!configured) co_return configured;
  if (std::rename(path.c_str(), folder_.data().path("postgres").c_str()) != 0)
    co_return refused("halle.data_folder_unusable", folder_.data().path("postgres"));
  co_return Done{};
}

Status Database::launch() {
  HALLE_TRY(log, folder_.open_log("postgres.log"));
  HALLE_TRY(pid, children_.start(postgres_->server(log.get()), folder_.user()));
  pid_ = pid;
  started_ = Steady::now();
  due_ = Steady::time_point::max();
  return Done{};
}

Task<Status> Database::wait_ready() {
  const auto wait = [admin = admin_, patience = limits_.database_start] {
    return db::wait_until_writable(admin, patience);
  };
  // The server reports its own time-out: recovery has no limit.
  co_return co_await children_.finish(as_caller(folder_.user()), wait, Steady::time_point::max(),
                                      pid_);
}

void Database::tend() {
  if (pid_ < 0 || stopping_ || children_.runs(pid_)) return;
  if (due_ == Steady::time_point::max()) {
    // A new one refuses the memory of the old as long as a session of it is left.
    children_.kill_orphans("postgres");
    if (Steady::now() - started_ > steady_after) pause_ = first_pause;
    due_ = Steady::now() + pause_;
    pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
  }
  if (Steady::now() < due_) return;
  due_ = Steady::now() + longest_pause;  // if it cannot be launched
  (void)launch();
}

Task<void> Database::stop() {
  stopping_ = true;
  due_ = Steady::time_point::max();
  if (pid_ < 0) co_return;
  const std::vector<pid_t> server(1, pid_);
  // Clean stop; else an immediate one, which recovery repairs; else SIGKILL.
  const auto until = Steady::now() + limits_.database_stop;
  co_await children_.ask(server, SIGINT, until);
  co_await children_.stop(server, SIGQUIT, time_to_break_off);
  children_.kill_orphans("postgres");
}

}  // namespace halle::supervisor
