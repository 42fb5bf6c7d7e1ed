// What installations of former commits kept (*.sql.gz, written by `record`), under the supervisor
// of now: dumped, migrated in order, nothing lost; and what is newer is left alone.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <pqxx/pqxx>
#include <sstream>

#include "core/base/text/text.hpp"
#include "core/module/loading/composition.hpp"
#include "core/node/node.hpp"
#include "core/node/static_modules.hpp"
#include "core/supervisor/database/postgres.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

/// The database of a data folder whose supervisor does not run.
class Cluster {
 public:
  explicit Cluster(const std::string& data) : data_(data) {
    const auto user = must(supervisor::choose_user());
    for (const auto* part : {"", "/run", "/run/sockets"}) {
      fs::create_directories(data + part);
      if (user.change && ::chown((data + part).c_str(), user.uid, user.gid) != 0)
        throw std::runtime_error("chown");
    }
    const auto postgres = must(supervisor::Postgres::find(data, user));
    const int log = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    must(postgres.prepare(log));
    pid_ = must(postgres.start(log));
    ::close(log);
    must(postgres.wait_ready(pid_));
    conninfo_ = postgres.admin_conninfo();
    psql_ = postgres.program("psql");
  }
  ~Cluster() {
    ::kill(pid_, SIGINT);
    ::waitpid(pid_, nullptr, 0);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void load(const fs::path& recorded) const {
    const std::string command = "gunzip -c '" + recorded.string() + "' | " + psql_ +
                                " -q -o /dev/null -v ON_ERROR_STOP=1 -d '" + conninfo_ + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("psql");
  }
  /// Rows of a query, cells joined by ' '.
  Lines sql(const std::string& query) const {
    pqxx::connection admin(conninfo_);
    pqxx::nontransaction tx(admin);
    Lines lines;
    for (const auto& row : tx.exec(query)) {
      std::string line;
      for (const auto& cell : row) line += (line.empty() ? "" : " ") + std::string(cell.c_str());
      lines.push_back(line);
    }
    return lines;
  }
  /// For each table a digest of its rows, in those columns that `columns` names of it; all, if it
  /// names none. Nothing of what the kernel itself has under way, nor what membership empties.
  std::map<std::string, std::string> digests(std::map<std::string, std::string>& columns) const {
    if (columns.empty())
      for (const auto& line : sql(R"(
          SELECT c.oid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
             AND NOT a.attisdropped AND a.attname <> 'search_text'
           WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
             AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
             AND c.oid::regclass::text NOT IN ('halle.consumer', 'halle.installation', 'halle.job',
                                               'halle.operation')
           GROUP BY c.oid)"))
        columns[line.substr(0, line.find(' '))] = line.substr(line.find(' ') + 1);
    std::map<std::string, std::string> digests;
    for (const auto& [table, names] : columns)
      digests[table] = sql("SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '|' "
                           "ORDER BY t::text)), '') FROM (SELECT " +
                           names + " FROM " + table + ") t")
                           .at(0);
    return digests;
  }
  Lines migrations() const {
    return sql("SELECT module, number FROM halle.migration ORDER BY 1, 2");
  }

 private:
  std::string data_;
  std::string conninfo_;
  std::string psql_;
  pid_t pid_ = -1;
};

std::vector<fs::path> recorded() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(HALLE_SOURCE_DIR "/tests/upgrade"))
    if (entry.path().extension() == ".gz") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// "schema number" of each migration the log tells of, in order.
Lines logged(const std::string& data) {
  Lines found;
  constexpr std::string_view word = " migrated ";
  for (const auto& line : split(read(data + "/log/migrate.log"), '\n')) {
    const auto at = line.find(word);
    if (at == std::string::npos) continue;
    const auto parts = split(line.substr(at + word.size()), ' ');
    found.push_back(parts.at(0) + " " + parts.at(1));
  }
  return found;
}

std::vector<fs::path> dumps(const std::string& data) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(data + "/dumps", none))
    found.push_back(entry.path());
  return found;
}

class Upgrade : public testing::TestWithParam<fs::path> {
 protected:
  fs::path folder_ = [] {
    char name[] = "/tmp/halle-upgrade-XXXXXX";
    return fs::path(::mkdtemp(name));
  }();
  std::string composition_ = folder_ / "composition.textproto";

  void SetUp() override {
    fs::permissions(folder_, fs::perms(0755));
    // With a module that no former installation had: something is always to be migrated.
    std::string text = read(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto");
    text.insert(text.rfind('}'), "  modules: \"trial\"\n");
    std::ofstream(composition_) << text << "files { id: \"trial\" file: \"trial.so\" }\n";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// What migrations are there, the kernel's aside, in the order in which they are to run.
  Lines known() const {
    Lines all;
    const auto schemas = must(node::schemas(node::static_modules(),
                                            must(module::parse_composition(read(composition_))),
                                            HALLE_BINARY_DIR "/modules"));
    for (const auto& schema : schemas)
      for (const auto& migration : schema.migrations)
        all.push_back(schema.name + " " + std::to_string(migration.number));
    return all;
  }
  /// Tries to start; what it says.
  std::string refused_start(const std::string& data) const {
    const std::string said = folder_ / "said";
    EXPECT_NE(
        std::system(("LC_ALL=en " HALLE_BINARY_DIR "/bin/halle up --empty --data " + data +
                     " --listen 127.0.0.1:0 --composition " + composition_ + " > " + said + " 2>&1")
                        .c_str()),
        0);
    return read(said);
  }
};

TEST_P(Upgrade, IsDumpedMigratedInOrderAndLosesNothing) {
  constexpr const char* newer =
      "INSERT INTO halle.migration VALUES ('price_solidarity', 99, 'of_tomorrow', '')";
  constexpr const char* sentence = "The database comes from a newer version of Halle";
  std::map<std::string, std::string> columns;
  std::map<std::string, std::string> before;
  Lines had;
  Running running(composition_, "", [&](const std::string& data) {
    {
      const Cluster cluster(data);
      cluster.load(GetParam());
      // As if no time had passed.
      cluster.sql("UPDATE orders.cycle SET closes_at = now() + interval '30 days' WHERE state = 1");
      cluster.sql(
          "UPDATE orders.line SET hold_until = now() + interval '30 days' WHERE hold_until "
          "IS NOT NULL");
      had = cluster.migrations();
      before = cluster.digests(columns);
      cluster.sql(newer);
    }
    EXPECT_NE(refused_start(data).find(sentence), std::string::npos) << refused_start(data);
    const Cluster cluster(data);
    cluster.sql("DELETE FROM halle.migration WHERE number = 99");
    EXPECT_EQ(cluster.migrations(), had);
    EXPECT_EQ(cluster.digests(columns), before);
    EXPECT_EQ(dumps(data), std::vector<fs::path>{});
  });

  // The dump was made before: it knows no more than the installation did.
  const std::string data = running.data();
  ASSERT_EQ(dumps(data).size(), 1u);
  const std::string table = folder_ / "migrations";
  ASSERT_EQ(std::system(
                ("pg_restore -a -n halle -t migration -f " + table + " " + dumps(data)[0].string())
                    .c_str()),
            0);
  Lines dumped;
  for (const auto& line : split(read(table), '\n'))
    if (const auto cells = split(line, '\t'); cells.size() > 3)
      dumped.push_back(cells[0] + " " + cells[1]);
  std::sort(dumped.begin(), dumped.end());
  Lines sorted = had;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(dumped, sorted);

  // All that was missing, the kernel's first, then in the order in which modules need each other.
  const Lines ran = logged(data);
  Lines missing;
  for (const auto& migration : known())
    if (std::find(had.begin(), had.end(), migration) == had.end()) missing.push_back(migration);
  EXPECT_FALSE(missing.empty());
  const auto first = std::find_if(ran.begin(), ran.end(), [](const std::string& migration) {
    return !migration.starts_with("halle ");
  });
  EXPECT_EQ(Lines(first, ran.end()), missing);
  EXPECT_EQ(running.halle({"check"}), 0);
  running.stop();
  {
    const Cluster cluster(data);
    EXPECT_EQ(cluster.migrations().size(), had.size() + ran.size());
    // A job that has made keys anew is no loss.
    cluster.sql("DELETE FROM halle.audit WHERE method LIKE '%/FoldAnew'");
    auto now = cluster.digests(columns);
    // More migrations and what modules came with.
    now["halle.migration"] = before["halle.migration"];
    EXPECT_EQ(now, before);
  }

  running.start();
  running.stop();
  EXPECT_EQ(logged(data), ran);
  EXPECT_EQ(dumps(data).size(), 1u);

  std::map<std::string, std::string> all;
  std::map<std::string, std::string> kept;
  {
    const Cluster cluster(data);
    cluster.sql(newer);
    kept = cluster.digests(all);
  }
  EXPECT_NE(refused_start(data).find(sentence), std::string::npos) << refused_start(data);
  EXPECT_EQ(logged(data), ran);
  EXPECT_EQ(dumps(data).size(), 1u);
  EXPECT_EQ(Cluster(data).digests(all), kept);
}

/// Keys of names as the folding of then made them: a sheet finds its producers all the same.
TEST_P(Upgrade, AnImportFindsProducersThatAFormerVersionFolded) {
  Running running(composition_, "", [&](const std::string& data) {
    const Cluster cluster(data);
    cluster.load(GetParam());
    cluster.sql(
        "INSERT INTO catalogue.producer (org_id, id, name, name_key) SELECT o.id, v.id::uuid, "
        "v.name, v.key FROM hub.organisation o, (VALUES "
        "('019d0000-0000-7000-8000-00000000000a', 'Café ™', 'cafe'), "
        "('019d0000-0000-7000-8000-00000000000b', 'Þóra Łukasz', 'ora lukasz')) v (id, name, key) "
        "WHERE o.code = 'cooperette'");
  });
  const std::string sheet = folder_ / "products.csv";
  std::ofstream(sheet) << "code;nom;producteur;unité;prix;tva\n"
                          "CAFE;Café;Café ™;kg;9;5,5\nMIEL;Miel;Þóra Łukasz;kg;9;5,5\n";
  std::string said;
  ASSERT_EQ(running.halle({"import", "products", sheet, "--org", "cooperette"}, &said), 0) << said;
  EXPECT_EQ(running.sql("SELECT name_key FROM catalogue.producer WHERE name IN ('Café ™', "
                        "'Þóra Łukasz') ORDER BY 1"),
            (Lines{"cafe tm", "thora lukasz"}));
}

INSTANTIATE_TEST_SUITE_P(Of, Upgrade, testing::ValuesIn(recorded()), [](const auto& tried) {
  return "commit_" + tried.param.stem().stem().string();
});

}  // namespace
}  // namespace halle::test
