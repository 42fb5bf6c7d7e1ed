// What the association relies on. `ctest` runs it against the module's real code and tables.
#include <set>

#include "core/sdk/module.hpp"
#include "core/testing/module_test.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "template_cpp/v1/template_cpp.halle.hpp"

extern "C" std::int32_t halle_module_entry_template_cpp(const halle_host*, halle_module*);

namespace template_cpp {
namespace {
using halle::harness::must;
using Lines = std::vector<std::string>;

class CratesTest : public halle::harness::ModuleTest {
 protected:
  CratesTest() : ModuleTest(halle_module_entry_template_cpp) {}

  std::set<std::string> left;

  /// Members 1 to 9 are known.
  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    using Find = halle::membership::v1::FindMemberRequest;
    using Member = halle::membership::v1::MemberRef;
    answer<Find, Member>("/halle.membership.v1.Members/Find",
                         [this](const Find& asked) -> halle::Result<Member> {
                           if (asked.number().size() != 1)
                             return halle::Error{halle::Code::not_found, "membership.unknown"};
                           Member member;
                           if (left.contains(asked.number()))
                             member.set_standing(halle::membership::v1::STANDING_LEFT);
                           return member;
                         });
  }

  halle::Status lend(const std::string& member, int crates, const std::string& role = "volunteer") {
    auto caller = as(role);
    v1::LendRequest request;
    request.set_member(member);
    request.set_crates(crates);
    HALLE_TRY(reply, v1::CratesClient(caller).lend(request));
    return halle::Done{};
  }
  Lines holders(const std::string& role, const std::string& subject) {
    auto caller = as(role, subject);
    const auto reply = must(v1::CratesClient(caller).list({}));
    Lines lines;
    for (const auto& holder : reply.holders())
      lines.push_back(holder.member() + " " + std::to_string(holder.crates()));
    return lines;
  }
};

TEST_F(CratesTest, WhatIsLentIsSeenUntilItIsBack) {
  must(lend("1", 2));
  must(lend("2", 5));
  EXPECT_EQ(holders("volunteer", "9"), (Lines{"2 5", "1 2"}));
  must(lend("2", 0));
  EXPECT_EQ(holders("volunteer", "9"), (Lines{"1 2"}));
}

TEST_F(CratesTest, AMemberSeesHerOwnOnlyAndLendsNothing) {
  must(lend("1", 2));
  must(lend("2", 5));
  EXPECT_EQ(holders("member", "1"), (Lines{"1 2"}));
  EXPECT_EQ(lend("1", 0, "member").error().reason, "halle.not_allowed");
  auto nobody = as_nobody();
  EXPECT_EQ(v1::CratesClient(nobody).list({}).error().reason, "halle.sign_in_first");
}

TEST_F(CratesTest, AnotherAssociationSeesNothing) {
  must(lend("1", 2));
  auto other = as("coordinator", "1", elsewhere());
  EXPECT_EQ(must(v1::CratesClient(other).list({})).holders_size(), 0);
}

TEST_F(CratesTest, WhatIsWrongIsNamedAndChangesNothing) {
  EXPECT_EQ(lend("1", 100).error().fields.at(0).field, "crates");
  EXPECT_EQ(lend("unknown", 1).error().fields.at(0).reason, "template_cpp.no_such_member");
  EXPECT_EQ(rows("SELECT * FROM template_cpp.crate"), Lines{});
  EXPECT_EQ(emitted<v1::CratesLent>().size(), 0u);
}

TEST_F(CratesTest, AChangeIsAnEventOnce) {
  must(lend("1", 2));
  must(lend("1", 2));
  const auto events = emitted<v1::CratesLent>();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].member() + " " + std::to_string(events[0].crates()), "1 2");
}

TEST_F(CratesTest, TheHomePageRemindsHer) {
  must(lend("1", 2));
  auto kernel = as_kernel();
  halle::kernel::v1::ListCardsRequest request;
  request.set_subject("1");
  EXPECT_EQ(must(v1::CardsClient(kernel).list(request)).cards_size(), 1);
  request.set_subject("2");
  EXPECT_EQ(must(v1::CardsClient(kernel).list(request)).cards_size(), 0);
}

TEST_F(CratesTest, WhoeverLeavesIsForgotten) {
  must(lend("1", 2));
  halle::membership::v1::StandingChanged event;
  event.set_number("1");
  event.set_standing(halle::membership::v1::STANDING_SUSPENDED);
  must(deliver(event));
  EXPECT_EQ(holders("volunteer", "9"), (Lines{"1 2"}));
  event.set_standing(halle::membership::v1::STANDING_LEFT);
  must(deliver(event));
  EXPECT_EQ(holders("volunteer", "9"), (Lines{"1 2"})) << "she is back since";
  left.insert("1");
  must(deliver(event));
  EXPECT_EQ(holders("volunteer", "9"), Lines{});
  EXPECT_EQ(lend("1", 2).error().fields.at(0).reason, "template_cpp.no_such_member");
}

}  // namespace
}  // namespace template_cpp
