// What is kept of an installation beside it: a backup is whole or not there, a restore brings back
// what has to come back and nothing else.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/base/ids.hpp"
#include "core/supervisor/database/postgres.hpp"
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

/// A member called Zéphyrine, with an account, and one called Basile; Zéphyrine is erased after the
/// backup to `folder`.
class Erased : public testing::Test {
 protected:
  Running running;
  Folder folder;
  std::string org;
  std::string dump = folder / "halle.dump";

  void SetUp() override {
    org = running.create_organisation("coop").text();
    write_text(folder / "members.csv",
               "numéro,nom,prénom,email\n5,Dupont,Zéphyrine,zephyrine@example.org\n"
               "6,Martin,Basile,basile@example.org\n");
    ASSERT_EQ(running.halle({"import", "members", folder / "members.csv"}), 0);
    for (const std::string number : {"5", "6"}) {
      const std::string account = "'019d0000-0000-7000-8000-00000000000" + number + "'";
      running.sql("INSERT INTO hub.account (id, email, created_at) VALUES (" + account + ", '" +
                  (number == "5" ? "zephyrine" : "basile") + "@example.org', now())");
      running.sql(
          "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
          "VALUES ('" +
          org + "', " + account + ", 'member', '" + number + "', now())");
    }
    ASSERT_EQ(running.halle({"backup", dump}), 0);
    ASSERT_EQ(running.halle({"call", "halle.membership.v1.Members/SetStanding",
                             R"({"number": "5", "standing": "STANDING_LEFT"})"}),
              0);
    ASSERT_EQ(running.halle({"member", "erase", "5"}), 0);
  }
  /// Restores into the place of an installation that is gone; what it says.
  std::string restore(Running& restored, const std::vector<std::string>& more, int expected = 0) {
    std::vector<std::string> arguments{"restore", dump, "--data", restored.data()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Program program(halle_command(arguments));
    EXPECT_EQ(program.ends(60s), expected) << program.said();
    return program.said();
  }
  /// Tables of the database in which a row has the text.
  static std::vector<std::string> found(const Running& in, const std::string& text) {
    std::vector<std::string> where;
    for (const auto& table :
         in.sql("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname NOT IN "
                "('pg_catalog', 'information_schema', 'public') ORDER BY 1"))
      if (in.sql("SELECT count(*) FROM " + table + " t WHERE t::text ILIKE '%" + text +
                 "%' OR t::text LIKE '%" + hex(text) + "%'")
              .at(0) != "0")
        where.push_back(table);
    return where;
  }
  /// Takes the data folder of an installation away.
  static void lose(Running& lost) {
    lost.stop();
    fs::remove_all(lost.data());
  }
};

TEST_F(Erased, StayErasedInARestoredDump) {
  running.stop();
  const std::string ledger = running.data() + "/erasures";
  EXPECT_EQ(read_text(ledger).find("phyrine"), std::string::npos);
  Running restored;
  lose(restored);
  EXPECT_NE(restore(restored, {"--erasures", ledger}).find("again: 1"), std::string::npos);
  restored.start();
  EXPECT_EQ(found(restored, "phyrine"), std::vector<std::string>{});
  EXPECT_NE(found(restored, "basile"), std::vector<std::string>{});
  EXPECT_EQ(restored.sql("SELECT number || ' ' || (erased_on IS NOT NULL) FROM membership.member "
                         "ORDER BY 1"),
            (std::vector<std::string>{"5 true", "6 false"}));
  EXPECT_EQ(restored.sql("SELECT coalesce(email, '') FROM hub.account ORDER BY 1"),
            (std::vector<std::string>{"", "basile@example.org"}));
  EXPECT_EQ(restored.sql("SELECT subject FROM hub.role_grant"), std::vector<std::string>{"6"});
  // The dump is from before the departure too: the job of the day has it happen.
  EXPECT_TRUE(eventually(20s, [&] {
    return restored.sql("SELECT standing FROM membership.member ORDER BY number") ==
           std::vector<std::string>{"3", "1"};
  }));
  EXPECT_TRUE(eventually(20s, [&] {
    return restored.sql(
               "SELECT DISTINCT type FROM halle.event_log WHERE type LIKE '%Subject%' "
               "ORDER BY 1") == std::vector<std::string>{"halle.kernel.v1.SubjectForgotten",
                                                         "halle.kernel.v1.SubjectLeft"};
  }));
  EXPECT_EQ(restored.halle({"check"}), 0);
}

TEST_F(Erased, StayErasedHoweverOftenADumpIsRestored) {
  running.stop();
  const std::string ledger = read_text(running.data() + "/erasures");
  Running restored;
  lose(restored);
  fs::create_directory(restored.data());
  write_text(restored.data() + "/erasures", ledger);  // all that is left of the folder
  restore(restored, {});
  EXPECT_EQ(read_text(restored.data() + "/erasures"), ledger);
  restored.start();
  restored.stop();
  EXPECT_EQ(read_text(restored.data() + "/erasures"), ledger);
  for (const auto& entry : fs::directory_iterator(restored.data()))
    if (entry.path().filename() != "erasures") fs::remove_all(entry.path());
  restore(restored, {});
  EXPECT_EQ(read_text(restored.data() + "/erasures"), ledger);
  restored.start();
  EXPECT_EQ(found(restored, "phyrine"), std::vector<std::string>{});
}

TEST_F(Erased, AreInTheLedgerOfALaterBackup) {
  EXPECT_EQ(read_text(dump + ".erasures"), "end 0\n");
  const std::string later = folder / "later.dump";
  ASSERT_EQ(running.halle({"backup", later}), 0);
  struct stat about {};
  ASSERT_EQ(::stat((later + ".erasures").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  // While the installation runs, its own follows.
  EXPECT_TRUE(eventually(60s, [&] {
    return read_text(running.data() + "/erasures") == read_text(later + ".erasures");
  }));
  fs::rename(later + ".erasures", dump + ".erasures");
  Running restored;
  lose(restored);
  restore(restored, {});
  restored.start();
  EXPECT_EQ(found(restored, "phyrine"), std::vector<std::string>{});
}

TEST_F(Erased, ByADamagedLedgerNothingIsRestored) {
  running.stop();
  const std::string whole = read_text(running.data() + "/erasures");
  const auto number = whole.find(" 5 ");
  ASSERT_NE(number, std::string::npos);
  const std::string ledger = folder / "ledger";
  Running restored;
  lose(restored);
  for (const auto& [text, line] : std::vector<std::pair<std::string, std::string>>{
           {std::string(whole).replace(number, 3, " 6 "), ":1"},
           {whole.substr(0, whole.find('\n') + 1), ":1"},
           {whole.substr(0, whole.size() - 1), ":2"},
           {whole.substr(whole.find('\n') + 1), ":1"},
           {"\n" + whole, ":1"},
           {"", ":1"}}) {
    write_text(ledger, text);
    const auto said = restore(restored, {"--erasures", ledger}, 1);
    EXPECT_NE(said.find("[halle.ledger_damaged]"), std::string::npos) << text << said;
    EXPECT_NE(said.find(ledger + line), std::string::npos) << text << said;
    EXPECT_FALSE(fs::exists(restored.data()));
    EXPECT_FALSE(fs::exists(restored.data() + ".restoring"));
  }
  // What the database knows makes it whole again.
  write_text(running.data() + "/erasures", "nonsense\n");
  running.start();
  EXPECT_TRUE(eventually(20s, [&] { return read_text(running.data() + "/erasures") == whole; }));
  EXPECT_EQ(read_text(running.data() + "/erasures.damaged"), "nonsense\n");
  std::string status;
  EXPECT_EQ(running.halle({"status", "--json"}, &status), 0);
  EXPECT_NE(status.find("halle.ledger_put_aside"), std::string::npos) << status;
}

TEST_F(Erased, LeaveSomebodyElsesNumberAlone) {
  // As if the number had been another's, who is not in the dump.
  running.sql("UPDATE halle.erasure SET key = '019d0000-0000-7000-8000-0000000000ff'");
  fs::remove(running.data() + "/erasures");
  running.stop();
  Running restored;
  lose(restored);
  const auto said = restore(restored, {"--erasures", running.data() + "/erasures"});
  EXPECT_EQ(said, "");
  restored.start();
  EXPECT_EQ(restored.sql("SELECT first_name FROM membership.member ORDER BY number"),
            (std::vector<std::string>{"Zéphyrine", "Basile"}));
  EXPECT_EQ(restored.sql("SELECT count(*) FROM hub.role_grant"), std::vector<std::string>{"2"});
  EXPECT_EQ(read_text(restored.data() + "/erasures"), read_text(running.data() + "/erasures"));
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
