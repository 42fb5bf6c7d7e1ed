// Rows of the database as structs: what fits is read, and what does not is refused by name.
#include "core/sdk/rows/row.hpp"

#include <gtest/gtest.h>

#include "core/db/connection.hpp"
#include "core/testing/must.hpp"
#include "core/testing/server.hpp"

namespace halle::test {
namespace {
using harness::must;

enum class Colour { red = 1, blue = 2 };

struct Thing {
  Uuid id;
  std::string name;
  std::int64_t price = 0;
  std::int16_t small = 0;
  bool sold = false;
  Colour colour = Colour::red;
  Instant at{};
  sdk::Bytes picture;
  std::vector<std::string> labels;
  std::vector<std::int64_t> sizes;
  std::optional<std::string> note;
  std::optional<std::int64_t> weight;
};
HALLE_ROW(Thing, id, name, price, small, sold, colour, at, picture, labels, sizes, note, weight)

struct Pair {
  std::string name;
  std::int64_t price = 0;
};
HALLE_ROW(Pair, name, price)

class Row : public testing::Test {
 protected:
  static db::Connection& session() {
    static const auto opened =
        must(db::Connection::open(must(harness::Server::get())->admin("postgres")));
    return *opened;
  }
  std::string block_;

  db::BlockView block(const std::string& sql) {
    session().queue("BEGIN");
    const auto place = session().queue(sql);
    session().queue("COMMIT");
    block_ = must(session().wait(place));
    return db::BlockView(block_);
  }
  template <class Type = Pair>
  std::string refusal(const std::string& sql) {
    const auto rows = sdk::read_rows<Type>(block(sql));
    if (rows) return "read";
    EXPECT_EQ(rows.error().reason, "halle.row_refused");
    return rows.error().detail;
  }
};

TEST_F(Row, HasTheTypesOfItsFields) {
  const auto things = must(sdk::read_rows<Thing>(block(
      "SELECT '019d0000-0000-7000-8000-000000000001'::uuid AS id, 'Café' AS name, "
      "-9223372036854775808 AS price, 32767::smallint AS small, true AS sold, 2 AS colour, "
      "'2026-03-29 03:00:00.000001+02'::timestamptz AS at, '\\x00ff5c'::bytea AS picture, "
      R"(ARRAY['a', '', 'b, "c" \ d', 'NULL', '{e}'] AS labels, ARRAY[1, -2]::bigint[] AS sizes, )"
      "NULL::text AS note, 5 AS weight UNION ALL SELECT "
      "'019d0000-0000-7000-8000-000000000002'::uuid, '', 1, 0::smallint, false, 1, "
      "'1970-01-01Z', '', '{}', '{}', '', NULL")));
  ASSERT_EQ(things.size(), 2u);
  const auto& thing = things[0];
  EXPECT_EQ(thing.id.text(), "019d0000-0000-7000-8000-000000000001");
  EXPECT_EQ(thing.name, "Café");
  EXPECT_EQ(thing.price, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(thing.small, 32767);
  EXPECT_TRUE(thing.sold);
  EXPECT_EQ(thing.colour, Colour::blue);
  EXPECT_EQ(format_instant(thing.at), "2026-03-29T01:00:00.000001Z");
  EXPECT_EQ(thing.picture.data, std::string("\0\xff\\", 3));
  EXPECT_EQ(thing.labels, (std::vector<std::string>{"a", "", R"(b, "c" \ d)", "NULL", "{e}"}));
  EXPECT_EQ(thing.sizes, (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(thing.note, std::nullopt);
  EXPECT_EQ(thing.weight, 5);
  EXPECT_FALSE(things[1].sold);
  EXPECT_EQ(things[1].picture.data, "");
  EXPECT_TRUE(things[1].labels.empty());
  EXPECT_EQ(things[1].note, "");
  EXPECT_EQ(things[1].weight, std::nullopt);
}

TEST_F(Row, IsRefusedWhereTheStatementSaysAnythingElse) {
  EXPECT_EQ(refusal("SELECT 'a' AS name, 1 AS price"), "read");
  EXPECT_EQ(refusal("SELECT 'a' AS name, 1 AS price WHERE false"), "read");
  // A column that was put between two others.
  EXPECT_EQ(refusal("SELECT 'a' AS name, 'b' AS note, 1 AS price"), "row: has 3 columns, not 2");
  EXPECT_EQ(refusal("SELECT 'a' AS name"), "row: has 1 columns, not 2");
  EXPECT_EQ(refusal("SELECT 'a' AS name, 1 AS cost WHERE false"), "price: is cost in the result");
  EXPECT_EQ(refusal("SELECT 1 AS price, 'a' AS name"), "name: is price in the result");
  EXPECT_EQ(refusal("SELECT 'a' AS name, '1'::text AS price WHERE false"),
            "price: has the type with OID 25");
  EXPECT_EQ(refusal("SELECT 'a' AS name, 1.5 AS price"), "price: has the type with OID 1700");
  EXPECT_EQ(refusal("SELECT true AS name, 1 AS price"), "name: has the type with OID 16");
  EXPECT_EQ(refusal("SELECT 'a' AS name, 1 AS price UNION ALL SELECT 'b', NULL"), "price: is NULL");
  EXPECT_EQ(refusal("CREATE TEMPORARY TABLE nothing ()"), "row: has 0 columns, not 2");
}

TEST_F(Row, OfOneColumnIsItsValue) {
  EXPECT_EQ(must(sdk::read_rows<std::int64_t>(block("SELECT generate_series(1, 3)"))),
            (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(must(sdk::read_row<bool>(block("SELECT false"))), false);
  EXPECT_EQ(must(sdk::read_row<bool>(block("SELECT false WHERE false"))), std::nullopt);
  const auto null = must(sdk::read_row<std::optional<std::string>>(block("SELECT NULL::text")));
  EXPECT_TRUE(null.has_value() && !null->has_value()) << "a row whose value is NULL";
  EXPECT_EQ(refusal<std::string>("SELECT NULL::text AS word"), "word: is NULL");
  EXPECT_EQ(refusal<std::int8_t>("SELECT 128 AS little"), "little: is out of its range");
  EXPECT_EQ(refusal<std::vector<std::string>>("SELECT ARRAY['a', NULL] AS words"),
            "words: is out of its range");
  EXPECT_EQ(refusal<std::vector<std::int64_t>>("SELECT ARRAY[[1], [2]] AS sizes"),
            "sizes: is out of its range");
  const auto several = sdk::read_row<std::int64_t>(block("SELECT generate_series(1, 2)"));
  EXPECT_EQ(several.error().detail, "row: 2 of them where there is one");
}

}  // namespace
}  // namespace halle::test
