// What is kept of an installation beside it: a backup is whole or not there, a restore brings back
// what has to come back and nothing else.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/supervisor/postgres.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/program.hpp"
#include "tests/support/running.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void fill(const std::string& disk) {
  std::ofstream filler(disk + "/filler", std::ios::binary);
  while (filler.write(std::string(4096, 'x').data(), 4096).flush()) {
  }
}

TEST(Backup, OnAFullDiskLeavesYesterdays) {
  const Running running;
  const Folder folder;
  const SmallDisk disk(folder / "disk", "128k");
  if (!disk.mounted()) GTEST_SKIP();
  const std::string file = folder / "disk/halle.dump";
  write_text(file, "yesterday's");
  fill(folder / "disk");
  EXPECT_NE(running.halle({"backup", file}), 0);
  EXPECT_EQ(read_text(file), "yesterday's");
  EXPECT_EQ(files_in(folder / "disk"), 2u);
}

TEST(Restore, RefusesTheDumpOfAnotherProgram) {
  const Running server;
  server.sql("CREATE DATABASE other");
  const std::string other = "host=" + server.data() + "/run/sockets user=halle_admin dbname=other";
  {
    pqxx::connection connection(other);
    pqxx::nontransaction(connection).exec("CREATE TABLE thing (id int)");
  }
  const Folder folder;
  const auto postgres =
      must(supervisor::Postgres::find(server.data(), must(supervisor::choose_user())));
  ASSERT_EQ(std::system((postgres.program("pg_dump") + " -Fc -f " + (folder / "other.dump") +
                         " -d '" + other + "'")
                            .c_str()),
            0);
  Program restore(halle_command({"restore", folder / "other.dump", "--data", folder / "data"}));
  EXPECT_EQ(restore.ends(60s), 1);
  EXPECT_NE(restore.said().find("[halle.not_a_backup]"), std::string::npos) << restore.said();
  EXPECT_FALSE(fs::exists(folder / "data"));
  EXPECT_FALSE(fs::exists(folder / "data.restoring"));
}

TEST(Restore, EndsSessionsAndInvitations) {
  Running running;
  const Uuid coop = running.create_organisation("coop");
  const std::string account = "'019d0000-0000-7000-8000-000000000001'";
  running.sql("INSERT INTO hub.account (id, email, created_at) VALUES (" + account +
              ", 'a@example.org', now())");
  running.sql("INSERT INTO hub.session VALUES ('\\x01', " + account +
              ", now(), now() + interval '9 days')");
  running.sql(
      "INSERT INTO hub.invitation (account_id, token_hash, invited_by_org, number, expires_at, "
      "roles, invited_as) VALUES (" +
      account + ", '\\x02', '" + coop.text() +
      "', '7', now() + interval '9 days', '{member}', '{}')");
  const Folder folder;
  ASSERT_EQ(running.halle({"backup", folder / "halle.dump"}), 0);
  Running restored;
  restored.stop();
  fs::remove_all(restored.data());
  // However the folder is written.
  Program restore(
      halle_command({"restore", folder / "halle.dump", "--data", restored.data() + "//"}));
  ASSERT_EQ(restore.ends(60s), 0) << restore.said();
  EXPECT_FALSE(fs::exists(restored.data() + "/.restoring"));
  restored.start();
  EXPECT_EQ(
      restored.sql("SELECT (SELECT count(*) FROM hub.account WHERE email = 'a@example.org'), "
                   "(SELECT count(*) FROM hub.session), (SELECT count(*) FROM hub.invitation)"),
      std::vector<std::string>{"1|0|0"});
}

TEST(Dumps, OldOnesGoButTheNewestFive) {
  Running running;
  running.stop();
  const std::string dumps = running.data() + "/dumps/";
  const std::string recent =
      "before-" + format_instant(system_clock()() - std::chrono::hours(24)).substr(0, 19) + ".dump";
  for (int day = 1; day <= 9; ++day)
    write_text(dumps + "before-2020-01-0" + std::to_string(day) + "T00:00:00.dump", "");
  write_text(dumps + recent, "");
  write_text(dumps + "mine.dump", "");
  // Something is to be migrated: a module more.
  const Folder folder;
  std::string text = read_text(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto");
  text.insert(text.rfind('}'), "  modules: \"trial\"\n");
  write_text(folder / "composition.textproto",
             text + "files { id: \"trial\" file: \"trial.so\" }\n");
  Program up(halle_command({"up", "--empty", "--data", running.data(), "--listen", "127.0.0.1:0",
                            "--composition", folder / "composition.textproto"}));
  ASSERT_TRUE(up.says("ready ", 60s)) << up.said();
  std::set<std::string> left;
  for (const auto& entry : fs::directory_iterator(dumps)) left.insert(entry.path().filename());
  EXPECT_EQ(left.size(), 6u)
      << "the new one, yesterday's, three of 2020, and what is no dump of ours";
  EXPECT_TRUE(left.contains(recent) && left.contains("mine.dump") &&
              left.contains("before-2020-01-07T00:00:00.dump"));
}

}  // namespace
}  // namespace halle::test
