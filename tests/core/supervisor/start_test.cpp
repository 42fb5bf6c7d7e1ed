// `halle up` from its first moment to its last: what cannot work is refused at once and by name,
// what hangs can be stopped, and everything ends in time.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <thread>

#include "core/supervisor/processes/process.hpp"
#include "core/supervisor/supervisor.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/program.hpp"
#include "tests/support/running.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto at_once = 8s;  // on a busy machine; a hang is a minute
constexpr auto started = 60s;

std::vector<std::string> up(const std::string& data, std::vector<std::string> more = {}) {
  std::vector<std::string> all{"up", "--empty", "--data", data};
  all.insert(all.end(), more.begin(), more.end());
  if (std::find(more.begin(), more.end(), "--listen") == more.end())
    all.insert(all.end(), {"--listen", "127.0.0.1:0"});
  return halle_command(all);
}

void expect_refused(const std::string& data, const std::vector<std::string>& more,
                    const std::string& reason, const std::string& named) {
  Program program(up(data, more));
  const auto status = program.ends(at_once);
  ASSERT_TRUE(status) << reason << ": goes on\n" << program.said();
  EXPECT_EQ(status, 1) << program.said();
  EXPECT_NE(program.said().find("[" + reason + "]"), std::string::npos) << program.said();
  EXPECT_NE(program.said().find(named), std::string::npos) << program.said();
}

/// As expect_refused(), and nothing was made.
void expect_untouched(const std::string& data, const std::vector<std::string>& more,
                      const std::string& reason, const std::string& named) {
  expect_refused(data, more, reason, named);
  EXPECT_FALSE(fs::exists(data)) << reason;
}

TEST(Up, RefusesAFolderThatCannotHoldIt) {
  const Folder folder;
  expect_untouched(folder / "la halle", {}, "halle.data_path_refused", "la halle");
  const std::string far = folder / std::string(80, 'x');
  expect_untouched(far, {}, "halle.data_path_too_long", far);
  const SmallDisk disk(folder / "disk", "4m");
  if (disk.mounted())
    expect_untouched(folder / "disk/data", {}, "halle.disk_full", folder / "disk");
  if (::geteuid() != 0) return;
  fs::create_directories(folder / "closed");
  ::chmod((folder / "closed").c_str(), 0700);
  expect_untouched(folder / "closed/data", {}, "halle.folder_closed", folder / "closed");
  const auto user = must(supervisor::choose_user());
  fs::create_directories(folder / "theirs");
  ASSERT_EQ(::chown((folder / "theirs").c_str(), user.uid, user.gid), 0);
  expect_untouched(folder / "theirs/data", {}, "halle.folder_unsafe", folder / "theirs");
}

TEST(Up, RefusesAnAddressThatCannotBe) {
  const Folder folder;
  const std::string data = folder / "data";
  for (const auto* address : {"127.0.0.1:99999", "127.0.0.1:abc", "127.0.0.1:", "127.0.0.1:80x",
                              "127.0.0.1:-1", "nonsense"})
    expect_untouched(data, {"--listen", address}, "halle.address_unreadable", address);
  expect_untouched(data, {"--listen", "0.0.0.0:0"}, "halle.only_loopback", "0.0.0.0:0");
  expect_untouched(data, {"--behind-proxy", "--listen", "192.0.2.1:0"}, "halle.address_refused",
                   "192.0.2.1:0");
  const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in here{};
  socklen_t size = sizeof here;
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&here), size), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr*>(&here), &size), 0);
  const std::string address = "127.0.0.1:" + std::to_string(ntohs(here.sin_port));
  expect_untouched(data, {"--listen", address}, "halle.address_in_use", address);
  ::close(taken);
}

TEST(Up, RefusesACompositionThatCannotBeRead) {
  const Folder folder;
  const std::string data = folder / "data";
  const std::string file = folder / "garbage.textproto";
  for (const auto* text : {"garbage", "nodes { name: \"../x\" listens: true }", "\x01\xff{"}) {
    write_text(file, text);
    expect_untouched(data, {"--composition", file}, "halle.composition_refused", file);
  }
  expect_untouched(data, {"--composition", folder.path()}, "halle.no_file", folder.path());
}

TEST(Up, RefusesADatabaseThatItCannotReach) {
  const Folder folder;
  expect_refused(folder / "data", {"--database", "nonsense"}, "halle.database_url_refused",
                 "host=");
  for (const auto* form :
       {"postgresql://me@127.0.0.1:1/halle", "host=127.0.0.1 port=1 dbname=halle"})
    expect_refused(folder / "data", {"--database", form}, "halle.database_unavailable",
                   "127.0.0.1");
}

TEST(Up, TakesTheServerThatMadeTheCluster) {
  Running running;
  running.stop();
  const std::string version = running.data() + "/postgres/PG_VERSION";
  const std::string before = read_text(version);
  write_text(version, "14\n");
  expect_refused(running.data(), {}, "halle.postgres_version_missing", "postgresql-14");
  write_text(version, "../../x\n");
  expect_refused(running.data(), {}, "halle.postgres_version_missing", "postgresql-?");
  write_text(version, before);
  running.start();
}

TEST(Up, NoticesADatabaseThatDiesAsItStarts) {
  Running running;
  running.stop();
  const std::string file = running.data() + "/postgres/global/pg_control";
  const std::string before = read_text(file);
  write_text(file, before.substr(0, 100));
  expect_refused(running.data(), {}, "halle.database_failed", "pg_control");
  write_text(file, before);
  running.start();
}

TEST(Up, SaysWhyANodeDoesNotStart) {
  const Folder folder;
  const std::string file = folder / "composition.textproto";
  write_text(file, read_text(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto") +
                       "nodes { name: \"other\" modules: \"nobody_knows_it\" }\n");
  expect_refused(folder / "data", {"--composition", file}, "halle.composition_refused",
                 "nobody_knows_it");
}

/// A migration that never ends: another session holds its lock.
TEST(Up, EndsWhenToldWhileItStarts) {
  const Running server;
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::string name = "hung" + std::to_string(signal);
    server.sql("CREATE DATABASE " + name);
    const std::string database =
        "host=" + server.data() + "/run/sockets user=halle_admin dbname=" + name;
    pqxx::connection holder(database);
    pqxx::nontransaction(holder).exec("SELECT pg_advisory_lock(7206325000)");
    const Folder folder;
    Program program(up(folder / "data", {"--database", database}));
    ASSERT_TRUE(eventually(started, [&] {
      return server.sql(
                 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") ==
             std::vector<std::string>{"1"};
    })) << program.said();
    ::kill(program.pid(), signal);
    EXPECT_EQ(program.ends(at_once), 0) << program.said();
  }
}

TEST(Up, IsProcessOneOfAContainer) {
  const Folder folder;
  auto arguments = up(folder / "data");
  arguments.insert(arguments.begin(),
                   {"/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc"});
  Program container(arguments);
  if (!container.says("ready ", started)) {
    if (container.said().find("unshare failed") != std::string::npos) GTEST_SKIP();
    FAIL() << container.said();
  }
  // From outside it has another number, which is not that of our process 1.
  Program stop(halle_command({"stop", "--data", folder / "data"}));
  EXPECT_EQ(stop.ends(started), 0) << stop.said();
  EXPECT_EQ(container.ends(at_once), 0) << container.said();
}

/// The supervisor within this program, so that its limits are the test's.
class Supervised : public testing::Test {
 protected:
  Folder folder;
  std::string data = folder / "data";
  std::unique_ptr<Program> program;

  void begin(const supervisor::Limits& limits) {
    program = std::make_unique<Program>([&] {
      supervisor::Options options;
      options.data = data;
      options.listen = "127.0.0.1:0";
      options.composition = read_text(HALLE_SOURCE_DIR "/deploy/compositions/two_nodes.textproto");
      options.modules = HALLE_BINARY_DIR "/modules";
      options.node_program = HALLE_BINARY_DIR "/bin/halle-node";
      options.limits = limits;
      options.ready = [](const std::string& address, bool) {
        const std::string line = "ready " + address + "\n";
        if (::write(1, line.data(), line.size()) < 0) ::_exit(3);
      };
      const auto done = supervisor::run_installation(options);
      if (done) return 0;
      const std::string why = done.error().reason + " " + done.error().detail;
      return ::write(1, why.data(), why.size()) < 0 ? 2 : 1;
    });
    ASSERT_TRUE(program->says("ready ", started)) << program->said();
  }
  std::vector<pid_t> nodes() const { return processes_below(program->pid(), "halle-node"); }
};

TEST_F(Supervised, GoesOnWithoutANodeThatWouldNotStop) {
  supervisor::Limits limits;
  limits.node_stop = 300ms;
  begin(limits);
  const auto before = nodes();
  ASSERT_EQ(before.size(), 2u);
  ::kill(before.front(), SIGSTOP);
  ::kill(program->pid(), SIGUSR1);
  const auto is_new = [&](pid_t pid) {
    return std::find(before.begin(), before.end(), pid) == before.end();
  };
  EXPECT_TRUE(eventually(started, [&] {
    const auto now = nodes();
    return now.size() == 2 && std::all_of(now.begin(), now.end(), is_new);
  }));
  for (const pid_t node : nodes()) ::kill(node, SIGSTOP);
  ::kill(program->pid(), SIGTERM);
  EXPECT_EQ(program->ends(at_once), 0) << program->said();
}

TEST_F(Supervised, EndsADatabaseThatWouldNotStop) {
  supervisor::Limits limits;
  limits.node_stop = 2s;  // their calls hang, too
  limits.database_stop = 300ms;
  begin(limits);
  const auto server = processes_below(program->pid(), "postgres");
  ASSERT_EQ(server.size(), 1u);
  ::kill(server.front(), SIGSTOP);
  ::kill(program->pid(), SIGTERM);
  EXPECT_EQ(program->ends(20s), 0) << program->said();
  EXPECT_NE(::kill(server.front(), 0), 0);
  begin({});
}

/// A restore to a point in time, before it has ended.
TEST(Up, WaitsUntilADatabaseIsNoCopyAnyMore) {
  Running running;
  running.stop();
  const std::string cluster = running.data() + "/postgres";
  const std::string standby = cluster + "/standby.signal";
  write_text(standby, "");
  const auto user = must(supervisor::choose_user());
  if (user.change) {
    ASSERT_EQ(::chown(standby.c_str(), user.uid, user.gid), 0);
  }
  Program program(up(running.data()));
  ASSERT_TRUE(eventually(started, [&] {
    try {
      return running.sql("SELECT pg_is_in_recovery()") == std::vector<std::string>{"t"};
    } catch (const std::exception&) {
      return false;
    }
  })) << program.said();
  EXPECT_FALSE(program.ends(0ms));
  EXPECT_EQ(program.said().find("ready "), std::string::npos) << program.said();
  running.sql("SELECT pg_promote(false)");
  EXPECT_TRUE(program.says("ready ", started)) << program.said();
  ::kill(program.pid(), SIGTERM);
  EXPECT_EQ(program.ends(started), 0);
  const std::string log = read_text(running.data() + "/log/postgres.log");
  EXPECT_EQ(log.substr(log.rfind("LOG:  ")), "LOG:  database system is shut down\n");
}

/// Its memory is not free as long as one of its sessions lives.
TEST(Up, BringsAKilledDatabaseBackThoughASessionHangs) {
  const Running running;
  EXPECT_EQ(running.sql("SHOW recovery_init_sync_method"), std::vector<std::string>{"syncfs"});
  const auto server = running.processes("postgres");
  ASSERT_EQ(server.size(), 1u);
  const auto sessions = processes_below(server.front(), "postgres");
  ASSERT_FALSE(sessions.empty());
  for (const pid_t session : sessions) ::kill(session, SIGSTOP);
  ::kill(server.front(), SIGKILL);
  EXPECT_TRUE(eventually(started, [&] {
    try {
      return running.sql("SELECT 1") == std::vector<std::string>{"1"};
    } catch (const std::exception&) {
      return false;
    }
  }));
  std::string list;
  EXPECT_EQ(running.halle({"org", "list"}, &list), 0) << list;
}

/// What ends a killed supervisor's database as late as we want: its server, or a session for which
/// that waits.
enum class Held { server, session };
class AKilledSupervisorsDatabase : public testing::TestWithParam<Held> {};

TEST_P(AKilledSupervisorsDatabase, IsWaitedFor) {
  Running running;
  const bool session = GetParam() == Held::session;
  pid_t stopped = running.processes("postgres").at(0);
  if (session) stopped = processes_below(stopped, "postgres").at(0);
  ::kill(stopped, SIGSTOP);
  // A way to its socket that stays when the next supervisor makes that folder anew.
  const Folder kept;
  fs::create_hard_link(running.data() + "/run/sockets/.s.PGSQL.5432", kept / ".s.PGSQL.5432");
  running.kill();
  const std::string log = running.data() + "/log/postgres.log";
  std::thread starting([&] { EXPECT_NO_THROW(running.start()); });
  EXPECT_TRUE(eventually(started, [&] {
    return read_text(log).find("postmaster.pid\" already exists") != std::string::npos;
  }));
  // Whoever asks it is told that it ends: into the log of both, between what ours says.
  for (int asked = 0; session && asked < 200; ++asked)
    EXPECT_THROW(pqxx::connection("user=halle_admin host=" + (kept / "")), std::exception);
  ::kill(stopped, SIGCONT);
  starting.join();
  EXPECT_EQ(running.sql("SELECT 1"), std::vector<std::string>{"1"});
}

INSTANTIATE_TEST_SUITE_P(Up, AKilledSupervisorsDatabase,
                         testing::Values(Held::server, Held::session),
                         [](const testing::TestParamInfo<Held>& held) {
                           return held.param == Held::server ? "Server" : "Session";
                         });

TEST(Up, KeepsItsLogsSmall) {
  Running running("one_box", "", [](const std::string& data) {
    fs::create_directories(data + "/log");
    write_text(data + "/log/postgres.log", std::string(std::size_t{17} << 20, 'x') + "\n");
  });
  const std::string log = running.data() + "/log/postgres.log";
  EXPECT_TRUE(eventually(started, [&] { return fs::file_size(log) < (std::size_t{1} << 20); }));
  EXPECT_GT(fs::file_size(log + ".1"), std::size_t{17} << 20);
  running.stop();
  const std::string text = read_text(log);
  EXPECT_NE(text.find("database system is shut down"), std::string::npos) << text;
  EXPECT_EQ(text.find('\0'), std::string::npos) << "it goes on at its beginning";
}

TEST(Spawn, LeavesNoDescriptorOpenButThoseAsked) {
  std::vector<int> many;
  for (int i = 0; i < 400; ++i) many.push_back(::open("/dev/null", O_RDONLY));
  const int listed = ::memfd_create("listed", 0);
  supervisor::Command command;
  command.arguments = {"/bin/sh", "-c", "ls -l /proc/$$/fd >&1; exit 0"};
  command.output = listed;
  command.keep_open = {many.at(300), many.at(3)};
  EXPECT_TRUE(supervisor::run(command, {}));
  std::string said(65536, '\0');
  said.resize(
      static_cast<std::size_t>(std::max<ssize_t>(::pread(listed, said.data(), said.size(), 0), 0)));
  std::set<std::string> numbers;
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);)
    if (const auto arrow = line.find(" -> "); arrow != std::string::npos)
      numbers.insert(
          line.substr(line.rfind(' ', arrow - 1) + 1, arrow - line.rfind(' ', arrow - 1) - 1));
  EXPECT_EQ(numbers, (std::set<std::string>{"0", "1", "2", "3", "4"})) << said;
  for (const int fd : many) ::close(fd);
  ::close(listed);
}

}  // namespace
}  // namespace halle::test
