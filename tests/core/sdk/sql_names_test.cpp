#include "core/sdk/rows/sql_names.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace halle::test {
namespace {
enum class State { open = 1, closed = 12 };

TEST(SqlNames, AreReplacedByTheirNumbers) {
  const sdk::SqlNames names{{"open", State::open}, {"just_closed", State::closed}, {"none", -1}};
  EXPECT_EQ(names.in("state = {open} OR state IN ({just_closed},{none})"),
            "state = 1 OR state IN (12,-1)");
  // Braces of arrays, of JSON and of expressions stay.
  for (const char* sql :
       {"", "a = '{}'", "'{1,2}'", "'{\"open\": 1}'", "'{{open", "{open", "{", "{A}"})
    EXPECT_EQ(names.in(sql), sql);
  EXPECT_EQ(names.in("{{open}}"), "{1}");
  EXPECT_THROW((void)names.in("{opened}"), std::invalid_argument);
}

}  // namespace
}  // namespace halle::test
