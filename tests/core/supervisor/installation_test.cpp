// Where an installation's data is: in the embedded cluster or on a server, and in a dump of either.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/supervisor/process.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;

std::string beside(const Running& running, const std::string& name) {
  return fs::path(running.data()).parent_path() / name;
}

int halle(const std::string& arguments) {
  return std::system((HALLE_BINARY_DIR "/bin/halle " + arguments + " 2>/dev/null").c_str());
}

/// A server with an administrator who is no superuser.
class Hosted : public testing::Test {
 protected:
  Running server;

  void SetUp() override {
    server.sql("CREATE ROLE hoster LOGIN CREATEROLE BYPASSRLS");
    std::ofstream ident(server.data() + "/postgres/pg_ident.conf", std::ios::app);
    for (const auto& who : {must(supervisor::choose_user()).name, std::string("root")})
      ident << "halle " << who << " hoster\n";
    ident.close();
    server.sql("SELECT pg_reload_conf()");
  }
  std::string database(const std::string& name) {
    server.sql("CREATE DATABASE " + name + " OWNER hoster");
    return "postgresql://hoster@/" + name + "?host=" + server.data() + "/run";
  }
};

TEST_F(Hosted, AnInstallationLivesThereIsDumpedAndRestored) {
  const std::string first = database("first");
  const std::string second = database("second");
  Running running("one_box", first);
  const std::string dump = beside(running, "halle.dump");
  ASSERT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  EXPECT_EQ(running.halle({"check"}), 0);
  ASSERT_EQ(running.halle({"backup", dump}), 0);
  struct stat file {};
  ASSERT_EQ(::stat(dump.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  running.stop();
  running.start();  // migrates again: nothing to do
  EXPECT_NE(halle("restore " + dump + " --data " + beside(running, "other") + " --database '" +
                  first + "'"),
            0)
      << "an installation in use is not overwritten";
  ASSERT_EQ(halle("restore " + dump + " --data " + beside(running, "other") + " --database '" +
                  second + "'"),
            0);
  Running restored("one_box", second);
  std::string list;
  EXPECT_EQ(restored.halle({"org", "list", "--json"}, &list), 0);
  EXPECT_NE(list.find("\"coop\""), std::string::npos) << list;
  EXPECT_EQ(restored.halle({"check"}), 0);
}

/// Of an installation that had a module which this program does not know, and not yet one it has.
TEST(Restore, TakesWhatAnotherProgramKept) {
  Running running;
  ASSERT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  for (const auto* change :
       {"DROP OWNED BY member_wishes_owner, member_wishes_rw CASCADE",
        "DELETE FROM halle.migration WHERE module = 'member_wishes'",
        "CREATE ROLE bread_crates_owner", "CREATE ROLE bread_crates_rw",
        "CREATE SCHEMA bread_crates AUTHORIZATION bread_crates_owner",
        "CREATE TABLE bread_crates.crate (org_id uuid)",
        "ALTER TABLE bread_crates.crate OWNER TO bread_crates_owner",
        "GRANT SELECT ON bread_crates.crate TO bread_crates_rw",
        "INSERT INTO bread_crates.crate VALUES ('019d0000-0000-7000-8000-000000000001')"})
    running.sql(change);
  const std::string dump = beside(running, "halle.dump");
  ASSERT_EQ(running.halle({"backup", dump}), 0);
  Running restored;
  restored.stop();
  fs::remove_all(restored.data());
  ASSERT_EQ(restored.halle({"restore", dump}), 0);
  restored.start();
  std::string list;
  EXPECT_EQ(restored.halle({"org", "list", "--json"}, &list), 0);
  EXPECT_NE(list.find("\"coop\""), std::string::npos) << list;
  EXPECT_EQ(restored.halle({"check"}), 0);
  EXPECT_EQ(restored.sql("SELECT count(*) FROM bread_crates.crate"), std::vector<std::string>{"1"});
  EXPECT_EQ(restored.sql("SELECT count(*) FROM member_wishes.wish"), std::vector<std::string>{"0"});
}

TEST(Restore, WhatCannotBeFinishedIsNotLeftBehind) {
  char name[] = "/tmp/halle-restore-XXXXXX";
  const std::string folder = ::mkdtemp(name);
  ::chmod(folder.c_str(), 0755);
  std::ofstream(folder + "/broken.dump") << "this is no dump";
  EXPECT_NE(halle("restore " + folder + "/broken.dump --data " + folder + "/data"), 0);
  EXPECT_FALSE(fs::exists(folder + "/data"));
  EXPECT_FALSE(fs::exists(folder + "/data.restoring"));
  fs::create_directories(folder + "/full/something");
  EXPECT_NE(halle("restore " + folder + "/broken.dump --data " + folder + "/full"), 0);
  EXPECT_TRUE(fs::exists(folder + "/full/something"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace halle::test
