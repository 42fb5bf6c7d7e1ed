// Sessions that another module has for things of its own.
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {
const std::string thing = "01999999-0000-7000-8000-0000000000aa";

class ExtraSessions : public Studio {
 protected:
  Result<wv::Session> set(sdk::Caller& caller, bool publish, const std::string& source = thing) {
    wv::SetExtraSessionRequest request;
    request.set_source(source);
    request.set_title("Disco soupe");
    request.set_theme("cuisine");
    *request.mutable_details() = details(30);
    request.mutable_details()->set_audience(wv::AUDIENCE_ANYBODY);
    request.set_publish(publish);
    return wv::ExtraSessionsClient(caller).set(request);
  }
  Status remove(const std::string& source = thing) {
    wv::RemoveExtraSessionRequest request;
    request.set_source(source);
    request.set_reason("Plus de légumes");
    const auto removed = wv::ExtraSessionsClient(kernel).remove(request);
    if (!removed) return removed.error();
    return Done{};
  }
  Lines all() { return rows("SELECT state, capacity FROM workshops.session ORDER BY state"); }

  harness::Caller kernel = as_kernel();
};

TEST_F(ExtraSessions, AreAddedOnceAndPublishedWhenWanted) {
  const auto draft = must(set(kernel, false));
  EXPECT_EQ(draft.state(), wv::SESSION_STATE_DRAFT);
  EXPECT_EQ(draft.title(), "Disco soupe");
  EXPECT_EQ(must(set(kernel, false)).id(), draft.id());
  EXPECT_TRUE(emitted<wv::SessionChanged>().empty());
  EXPECT_EQ(must(set(kernel, true)).state(), wv::SESSION_STATE_PUBLISHED);
  EXPECT_EQ(must(set(kernel, true)).id(), draft.id());
  EXPECT_EQ(must(set(kernel, false)).state(), wv::SESSION_STATE_PUBLISHED) << "it stays published";
  EXPECT_EQ(emitted<wv::SessionChanged>().size(), 1U);
  EXPECT_NE(must(set(kernel, true, "01999999-0000-7000-8000-0000000000ab")).id(), draft.id());
  EXPECT_EQ(all(), (Lines{"2|30", "2|30"}));
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.workshop WHERE title = 'Disco soupe'"),
            Lines{"1"});
}

TEST_F(ExtraSessions, StayAsPeopleHaveChangedThem) {
  const auto session = must(set(kernel, true)).id();
  must(change(session, details(12)));
  EXPECT_EQ(must(set(kernel, true)).details().capacity(), 12);
  must(call_off(session));
  EXPECT_EQ(reasons(set(kernel, true)), Lines{"cancelled"});
  ASSERT_TRUE(remove());
}

TEST_F(ExtraSessions, AreRemovedWithTheirRegistrations) {
  ASSERT_TRUE(remove()) << "there is none";
  const auto session = must(set(kernel, true)).id();
  must(come(session, "7"));
  ASSERT_TRUE(remove());
  ASSERT_TRUE(remove());
  EXPECT_EQ(get(session).state(), wv::SESSION_STATE_CANCELLED);
  EXPECT_EQ(get(session).reason(), "Plus de légumes");
  EXPECT_EQ(get(session).taken(), 0);
}

TEST_F(ExtraSessions, StayOnceTheyHaveBegun) {
  const auto session = must(set(kernel, true)).id();
  clock.advance(std::chrono::days(8));
  ASSERT_TRUE(remove());
  EXPECT_EQ(get(session).state(), wv::SESSION_STATE_PUBLISHED);
}

TEST_F(ExtraSessions, AreForModulesOnly) {
  EXPECT_EQ(reasons(set(staff, true)), Lines{"halle.not_allowed"});
  EXPECT_EQ(reasons(set(kernel, true, "x")), Lines{"bad_source"});
}

}  // namespace
}  // namespace halle::test
