// What nodes of other hosts on the same database learn of this one.
#include <gtest/gtest.h>

#include "core/db/connection.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

TEST(Hosts, HearOfEachChangeAlsoFromAnInstallationOfOneNode) {
  Installation installation(one_box);
  const Uuid coop = installation.create_organisation("coop");
  auto other = must(db::Connection::open(server().app(installation.database())));
  other->queue("BEGIN");
  other->queue("LISTEN halle_changed");
  other->queue("COMMIT");
  must(other->wait());
  auto staff = installation.as_operator(coop);
  Shop(staff).add_members(1);
  EXPECT_TRUE(eventually(10s, [&] {
    const auto notice = other->notification();
    return notice && *notice == "halle_changed";
  }));
}

TEST(Hosts, ASessionIsNotToldWhatItSaidItself) {
  Installation installation(one_box);
  auto session = must(db::Connection::open(server().app(installation.database())));
  session->queue("BEGIN");
  session->queue("LISTEN halle_test");
  session->queue("NOTIFY halle_test");
  session->queue("COMMIT");
  must(session->wait());
  auto another = must(db::Connection::open(server().app(installation.database())));
  another->queue("BEGIN");
  another->queue("NOTIFY halle_test, 'by another'");
  another->queue("COMMIT");
  must(another->wait());
  int heard = 0;
  ASSERT_TRUE(eventually(10s, [&] { return session->notification() && ++heard > 0; }));
  EXPECT_FALSE(session->notification());
  EXPECT_EQ(heard, 1);
}

}  // namespace
}  // namespace halle::test
