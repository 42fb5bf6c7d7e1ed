// Where an installation's data is: in the embedded cluster or on a server, and in a dump of either.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/supervisor/processes/process.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/program.hpp"
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
    pqxx::connection keeper("host=" + server.data() +
                            "/run/sockets user=halle_admin dbname=" + name);
    pqxx::nontransaction tx(keeper);
    tx.exec("REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC");
    tx.exec("GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO hoster");
    return "postgresql://hoster@/" + name + "?host=" + server.data() + "/run/sockets";
  }
};

TEST_F(Hosted, AnInstallationLivesThereIsDumpedAndRestored) {
  const std::string first = database("first");
  const std::string second = database("second");
  Running running("one_box", first);
  const std::string dump = beside(running, "halle.dump");
  ASSERT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  EXPECT_EQ(running.halle({"check"}), 0);
  const std::string sheet = beside(running, "members.csv");
  std::ofstream(sheet) << "numéro,nom\n5,Dupont\n6,Martin\n";
  ASSERT_EQ(running.halle({"import", "members", sheet}), 0);
  ASSERT_EQ(running.halle({"backup", dump}), 0);
  ASSERT_EQ(running.halle({"call", "halle.membership.v1.Members/SetStanding",
                           R"({"number": "5", "standing": "STANDING_LEFT"})"}),
            0);
  ASSERT_EQ(running.halle({"member", "erase", "5"}), 0);
  struct stat file {};
  ASSERT_EQ(::stat(dump.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  server.sql("CREATE ROLE neighbour LOGIN IN ROLE halle_app");
  EXPECT_EQ(server.sql("SELECT has_database_privilege('neighbour', 'first', 'CONNECT')"),
            std::vector<std::string>{"f"});
  running.stop();
  running.start();  // migrates again: nothing to do
  EXPECT_NE(halle("restore " + dump + " --data " + beside(running, "other") + " --database '" +
                  first + "'"),
            0)
      << "an installation in use is not overwritten";
  ASSERT_EQ(halle("restore " + dump + " --data " + beside(running, "other") + " --database '" +
                  second + "' --erasures " + running.data() + "/erasures"),
            0);
  Running restored("one_box", second);
  {
    pqxx::connection keeper(second);
    pqxx::nontransaction tx(keeper);
    EXPECT_EQ(tx.exec1("SELECT string_agg(name, ',' ORDER BY number) FROM membership.member")[0]
                  .as<std::string>(),
              ",Martin");
  }
  std::string list;
  EXPECT_EQ(restored.halle({"org", "list", "--json"}, &list), 0);
  EXPECT_NE(list.find("\"coop\""), std::string::npos) << list;
  EXPECT_EQ(restored.halle({"check"}), 0);
}

/// Where the administrator signs in with a password, as on a server that is hosted.
TEST_F(Hosted, NodesHaveALoginOfTheirOwn) {
  const std::string url = database("passwords");
  server.sql("ALTER ROLE hoster PASSWORD 'of the hoster'");
  const std::string hba = server.data() + "/postgres/pg_hba.conf";
  std::stringstream rules;
  rules << std::ifstream(hba).rdbuf();
  const auto rule = [&](const std::string& of) {
    std::ofstream(hba) << "local passwords hoster scram-sha-256\n" << of << rules.str();
    server.sql("SELECT pg_reload_conf()");
  };
  const Folder folder;
  const std::string with_password = url + "&password=of%20the%20hoster";
  rule("local passwords all reject\n");
  {
    Program up(halle_command({"up", "--empty", "--data", folder / "data", "--listen", "127.0.0.1:0",
                              "--database", with_password}));
    EXPECT_EQ(up.ends(std::chrono::seconds(8)), 1) << up.said();
    EXPECT_NE(up.said().find("[halle.node_login_refused]"), std::string::npos) << up.said();
    EXPECT_EQ(up.said().find("of the hoster"), std::string::npos) << up.said();
  }
  rule("local passwords all scram-sha-256\n");
  Running running("one_box", with_password);
  ASSERT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  const std::string sessions =
      "SELECT DISTINCT regexp_replace(usename, '_[0-9a-f]*$', '') FROM pg_stat_activity "
      "WHERE datname = 'passwords' AND usename <> 'hoster'";
  EXPECT_EQ(server.sql(sessions), std::vector<std::string>{"halle_nodes"});
  EXPECT_EQ(server.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'passwords' AND "
                       "usename = 'hoster'"),
            std::vector<std::string>{"0"});
  // It owns nothing, gives no rights away and passes by no policy.
  EXPECT_EQ(server.sql("SELECT DISTINCT rolcreaterole OR rolbypassrls OR rolsuper OR rolinherit "
                       "FROM pg_roles WHERE rolname LIKE 'halle_nodes%'"),
            std::vector<std::string>{"f"});
  running.stop();
  running.start();
  EXPECT_EQ(running.halle({"check"}), 0);
  EXPECT_EQ(server.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'halle_nodes%'"),
            std::vector<std::string>{"2"})
      << "one a data folder";
}

/// What streams of other machines are told.
TEST_F(Hosted, AChangeIsToldToWhoElseWorksOnTheDatabase) {
  const std::string url = database("shared");
  const Running running("one_box", url);
  pqxx::connection listening(url);
  struct Heard : pqxx::notification_receiver {
    using pqxx::notification_receiver::notification_receiver;
    void operator()(const std::string&, int) override { heard = true; }
    bool heard = false;
  } changed(listening, "halle_changed");
  ASSERT_EQ(running.halle({"org", "create", "coop", "--name", "Coop"}), 0);
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] {
    listening.await_notification(0, 100'000);
    return changed.heard;
  }));
}

/// What is missing is said as the SQL that mends it.
TEST_F(Hosted, AServerOnWhichTheWallHasAHoleIsRefused) {
  const std::string url = database("open");
  const Folder folder;
  const auto said = [&] {
    Program up(halle_command({"up", "--empty", "--data", folder / "data", "--listen", "127.0.0.1:0",
                              "--database", url}));
    EXPECT_EQ(up.ends(std::chrono::seconds(8)), 1) << up.said();
    return up.said();
  };
  const std::string keeper =
      "psql -q -h " + server.data() + "/run/sockets -U halle_admin -d open -c ";
  ASSERT_EQ(std::system((keeper + "'GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, "
                                  "boolean) TO PUBLIC'")
                            .c_str()),
            0);
  const std::string open = said();
  EXPECT_NE(open.find("[halle.database_open]"), std::string::npos) << open;
  const auto from = open.find("REVOKE");
  ASSERT_NE(from, std::string::npos) << open;
  const std::string remedy = open.substr(from, open.find('\n', from) - from);
  ASSERT_EQ(std::system((keeper + "'" + remedy + "'").c_str()), 0);
  {
    // All that a module could leave in a session or say of itself.
    pqxx::connection connection(url);
    pqxx::nontransaction tx(connection);
    const auto left = tx.exec(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ "
        "'^(set_config|pg_(try_)?advisory_lock(_shared)?)$' AND has_function_privilege('public', "
        "oid, 'EXECUTE')");
    EXPECT_TRUE(left.empty()) << left[0][0].c_str();
  }
  server.sql("ALTER ROLE hoster NOBYPASSRLS");
  const std::string weak = said();
  EXPECT_NE(weak.find("[halle.database_login_refused]"), std::string::npos) << weak;
  EXPECT_NE(weak.find("ALTER ROLE hoster CREATEROLE BYPASSRLS;"), std::string::npos) << weak;
  server.sql("ALTER ROLE hoster BYPASSRLS");
  const Running works("one_box", url);
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
