// Row-level security alone: the same table of access when the modules' statements no longer name
// their association.
#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "core/node/static_modules.hpp"
#include "tests/access/robbed.hpp"
#include "tests/access/trial.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {

TEST(RowSecurity, AloneGivesTheSameAccess) {
  World world(robbed_modules());
  Trial trial(world);
  trial.run();
  EXPECT_EQ(trial.compared_with(Trial::expected), Complaints{});
  EXPECT_EQ(trial.told_apart(), Complaints{});
  EXPECT_EQ(trial.foreign_answers(), Complaints{});
  EXPECT_EQ(trial.changed_rows(), Complaints{});
  EXPECT_EQ(world.installation.broken_invariants(), Complaints{});
  EXPECT_GT(robbed_statements().size(), 45u);

  // It was alone: without it foreign rows come back, and foreign rows would be changed.
  for (const auto& table : world.tables("org_id"))
    world.installation.sql("ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY");
  auto staff = world.installation.as_operator(world.people.front().organisation);
  const auto members = must(membership::v1::MembersClient(staff).list({})).SerializeAsString();
  EXPECT_NE(members.find(world.foreign.at("somebody")), std::string::npos);
  orders::v1::MarkSeenRequest seen;
  seen.set_token(world.foreign.at("link"));
  const auto marked = orders::v1::DeliveriesClient(staff).mark_seen(seen);
  ASSERT_FALSE(marked);
  EXPECT_EQ(marked.error().reason, World::foreign_row);
}

/// What modules may do to the tables of a world by hand, with the login of nodes.
class ByHand {
 public:
  explicit ByHand(const World& world)
      : app_(server().app(world.installation.database())), world_(world) {
    world.installation.sql("CREATE SCHEMA copies");
    world.installation.sql("GRANT USAGE ON SCHEMA copies TO PUBLIC");
  }
  /// Copies of the other association's rows, which every module may read.
  std::string copy_of(const std::string& table, const Uuid& other) const {
    std::string copy = table;
    copy = "copies." + copy.replace(copy.find('.'), 1, "_");
    world_.installation.sql("CREATE TABLE " + copy + " AS SELECT * FROM " + table +
                            " WHERE org_id = '" + other.text() + "'");
    world_.installation.sql("GRANT SELECT ON " + copy + " TO PUBLIC");
    return copy;
  }
  /// The first cell of the answer, or why it was refused. `scope` empty: none is set.
  std::string attempt(const std::string& table, const std::string& scope,
                      const std::string& statement) {
    try {
      pqxx::work tx(app_);
      tx.exec("SET LOCAL ROLE " + table.substr(0, table.find('.')) + "_rw");
      if (!scope.empty()) tx.exec("SET LOCAL halle.org = '" + scope + "'");
      const auto rows = tx.exec(statement);
      return rows.empty() ? "done" : rows[0][0].c_str();
    } catch (const pqxx::sql_error& error) {
      return error.what();
    }
  }

 private:
  pqxx::connection app_;
  const World& world_;
};

TEST(RowSecurity, WithoutAnAssociationNothingIsReadAndNothingEnters) {
  const auto has = [](const std::string& said, const char* part) {
    return said.find(part) != std::string::npos;
  };
  constexpr const char* row_refused = "violates row-level security";
  constexpr const char* never_set = "unrecognized configuration parameter";
  constexpr const char* set_no_more = "invalid input syntax for type uuid";
  World world(node::static_modules());
  const auto sql = [&](const std::string& query) { return world.installation.sql(query).at(0); };
  const auto id = [&](const std::string& code) {
    return Uuid::parse(sql("SELECT id FROM hub.organisation WHERE code = '" + code + "'")).value();
  };
  const Uuid own = id("coop");
  const Uuid other = id("other");
  const std::string nobody = Uuid{}.text();
  ByHand by_hand(world);
  std::map<std::string, std::string> copies;
  std::size_t tried = 0;
  for (const auto& table : world.tables("org_id")) copies[table] = by_hand.copy_of(table, other);
  // Twice: a session that never had a scope, and one that had.
  for (const bool before : {true, false})
    for (const auto& [table, copy] : copies) {
      const std::string count = "SELECT count(*) FROM " + table;
      const std::string enter = "INSERT INTO " + table + " SELECT * FROM " + copy;
      const bool may_enter =
          sql("SELECT has_table_privilege('" + table.substr(0, table.find('.')) + "_rw', '" +
              table + "', 'INSERT') AND EXISTS (SELECT 1 FROM " + copy + ")") == "t";
      if (!before) {
        EXPECT_EQ(by_hand.attempt(table, own.text(), "SELECT 1"), "1");
      }
      const auto read = by_hand.attempt(table, "", count);
      EXPECT_TRUE(read == "0" || has(read, before ? never_set : set_no_more)) << table << read;
      const auto entered = by_hand.attempt(table, "", enter);
      if (may_enter) {
        ++tried;
        EXPECT_TRUE(has(entered, before ? never_set : set_no_more)) << table << entered;
      }
      if (before) continue;
      EXPECT_EQ(by_hand.attempt(table, nobody, count), "0") << table;
      EXPECT_EQ(by_hand.attempt(table, own.text(), count),
                sql(count + " WHERE org_id = '" + own.text() + "'"))
          << table;
      if (!may_enter) continue;
      EXPECT_TRUE(has(by_hand.attempt(table, nobody, enter), row_refused)) << table;
      EXPECT_TRUE(has(by_hand.attempt(table, own.text(), enter), row_refused)) << table;
    }
  EXPECT_GT(tried, 20u);
}

}  // namespace
}  // namespace halle::test
