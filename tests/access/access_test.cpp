// Who may do what: every method of the descriptors, by people of every kind, compared with
// expected.txt, which people review; and what is refused changes nothing and tells nothing.
#include <gtest/gtest.h>

#include "core/node/static_modules.hpp"
#include "tests/access/trial.hpp"

namespace halle::test {
namespace {
TEST(Access, IsWhatTheReviewedTableSays) {
  World world(node::static_modules());
  Trial trial(world);
  trial.run();
  if (std::getenv("HALLE_RECORD_ACCESS") != nullptr) trial.record(Trial::expected);
  EXPECT_EQ(trial.compared_with(Trial::expected), Complaints{});
  EXPECT_EQ(trial.never_done(), Complaints{});
  EXPECT_EQ(trial.told_apart(), Complaints{});
  EXPECT_EQ(trial.foreign_answers(), Complaints{});
  EXPECT_EQ(trial.gateway_differs(), Complaints{});
  EXPECT_EQ(trial.changed_rows(), Complaints{});
  EXPECT_EQ(world.installation.broken_invariants(), Complaints{});
}

}  // namespace
}  // namespace halle::test
