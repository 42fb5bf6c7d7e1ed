// Root writes and deletes nothing that the services' user leads it to: that user plants links and
// pipes wherever it ever could, and what they lead to stays as it was.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "core/supervisor/processes/process.hpp"
#include "core/supervisor/supervisor.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/program.hpp"
#include "tests/support/running.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// What stands in a folder: owner, mode and content of each file.
std::map<std::string, std::string> state_of(const std::string& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat about {};
    ::lstat(entry.path().c_str(), &about);
    all[entry.path()] = std::to_string(about.st_uid) + ":" + std::to_string(about.st_gid) + " " +
                        std::to_string(about.st_mode) + " " + std::to_string(about.st_nlink) +
                        (entry.is_regular_file() ? " " + read_text(entry.path()) : "");
  }
  return all;
}

class Planted : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "root alone changes rights";
    user = must(supervisor::choose_user());
    fs::create_directories(outside);
    write_text(outside + "/secret", "of root\n");
    ::chmod((outside + "/secret").c_str(), 0600);
    fs::create_directories(outside + "/inner");
    write_text(outside + "/inner/file", "of root too\n");
    before = state_of(outside);
  }
  void TearDown() override {
    if (::geteuid() != 0) return;
    EXPECT_EQ(state_of(outside), before);
  }

  void as_user(const std::function<void()>& work) const {
    const auto done = supervisor::run_as(user, [&]() -> Status {
      work();
      return Done{};
    });
    ASSERT_TRUE(done) << done.error().reason;
  }
  /// A folder of the user's, as former versions made them.
  void give(const std::string& path) const {
    fs::create_directories(path);
    ASSERT_EQ(::chown(path.c_str(), user.uid, user.gid), 0);
    ::chmod(path.c_str(), 0700);
  }

  supervisor::RunAs user;
  Folder folder;
  std::string outside = folder / "outside";
  std::map<std::string, std::string> before;
};

TEST_F(Planted, LinksAndPipesInAFormerFolderLeadNowhere) {
  Running running("one_box", "", [&](const std::string& data) {
    for (const auto* part : {"", "/run", "/log", "/dumps", "/modules"}) give(data + part);
    as_user([&] {
      umask(0);
      const std::string secret = outside + "/secret";
      for (const auto* name :
           {"run/supervisor.pid", "run/composition.textproto", "run/composition.textproto.new",
            "run/notices", "run/address", "run/database", "run/node.token", "run/operator.token",
            "run/operator.token.new", "run/halle-sheets", "run/halle-pictures", "run/hall.blame",
            "run/hall.sock", "log/hall.log", "log/hall.log.1", "log/migrate.log",
            "log/initdb.log.1", "modules/installed.textproto.new", "dumps/before.dump"})
        fs::create_symlink(secret, data + "/" + name);
      for (const auto* name : {"run/web", "run/modules", "run/sockets", "postgres.new"})
        fs::create_symlink(outside + "/inner", data + "/" + name);
      for (const auto* name : {"log/postgres.log", "log/initdb.log", "run/.s.PGSQL.5432",
                               "modules/installed.textproto"})
        ::mkfifo((data + "/" + name).c_str(), 0666);
      fs::create_directories(data + "/run/address.new/inner");
    });
  });
  EXPECT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  EXPECT_EQ(running.halle({"check"}), 0);
  // What root wrote is no more the user's to change.
  const std::string data = running.data();
  as_user([&] {
    std::error_code error;
    for (const auto* part : {"/run", "/log", "/modules", ""}) {
      for (const auto& entry : fs::directory_iterator(data + part, error)) {
        const std::string path = entry.path();
        if (::rename(path.c_str(), (path + ".moved").c_str()) == 0 || ::unlink(path.c_str()) == 0 ||
            ::symlink("/", (path + ".link").c_str()) == 0)
          ::_exit(1);
        if (fs::is_regular_file(entry.symlink_status()) && ::access(path.c_str(), W_OK) == 0)
          ::_exit(1);
      }
    }
  });
  // Nodes that come and go, and a second start, meet what the user may still change.
  as_user([&] {
    for (const auto* name : {"run/sockets/hall.sock", "dumps/x.dump"}) {
      ::unlink((data + "/" + name).c_str());
      fs::create_symlink(outside + "/secret", data + "/" + name);
    }
  });
  const auto nodes = running.processes("halle-node");
  ASSERT_EQ(nodes.size(), 1u);
  ::kill(nodes.front(), SIGKILL);
  EXPECT_TRUE(eventually(30s, [&] { return running.halle({"status"}) == 0; }));
  running.stop();
  running.start();
  EXPECT_EQ(running.halle({"check"}), 0);
}

TEST_F(Planted, ALinkInPlaceOfAFolderIsRefusedByName) {
  for (const auto* part : {"run", "log", "dumps", "modules", "postgres"}) {
    const std::string data = folder / std::string("data-") + part;
    give(data);
    as_user([&] { fs::create_symlink(outside + "/inner", data + "/" + part); });
    Program up(halle_command({"up", "--empty", "--data", data, "--listen", "127.0.0.1:0"}));
    EXPECT_EQ(up.ends(8s), 1) << up.said();
    EXPECT_NE(up.said().find("[halle.not_a_folder]"), std::string::npos) << up.said();
    EXPECT_NE(up.said().find(data + "/" + part), std::string::npos) << up.said();
  }
}

TEST_F(Planted, ABackupReplacesALinkAndFollowsNone) {
  const Running running;
  give(folder / "theirs");
  as_user([&] { fs::create_symlink(outside + "/secret", folder / "theirs/halle.dump"); });
  EXPECT_EQ(running.halle({"backup", folder / "theirs/halle.dump"}), 0);
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder / "theirs/halle.dump")));
}

}  // namespace
}  // namespace halle::test
