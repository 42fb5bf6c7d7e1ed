// Helpers of sessions, as seats of shifts; shifts is a stand-in.
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {
namespace sv = shifts::v1;

class Helpers : public Studio {
 protected:
  Lines asked;
  std::optional<Error> refusal;
  const std::string skill = derive_uuid(here(), "skill").text();

  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    answer<sv::SetExtraRequest, sv::Extra>(
        "/halle.shifts.v1.Extras/Set",
        [this](const sv::SetExtraRequest& request) -> Result<sv::Extra> {
          if (refusal) return *refusal;
          asked.push_back(request.title() + " " + std::to_string(request.seats()) + " " +
                          format_instant(sdk::instant_of(request.starts())).substr(0, 16) +
                          (request.skills_size() == 0 ? "" : " skilled"));
          source = request.source();
          return sv::Extra{};
        });
    answer<sv::RemoveExtraRequest, sv::RemoveExtraReply>(
        "/halle.shifts.v1.Extras/Remove",
        [this](const sv::RemoveExtraRequest& request) -> Result<sv::RemoveExtraReply> {
          asked.push_back("none " + request.reason());
          return sv::RemoveExtraReply{};
        });
  }
  wv::SessionDetails with(int helpers, const std::string& task = "",
                          const std::string& starts = "2026-03-14T18:00") {
    auto out = details(2, starts, starts.substr(0, 10) + "T20:00");
    out.mutable_helpers()->set_count(helpers);
    out.mutable_helpers()->set_task(task);
    return out;
  }
  /// What the consumer asks of shifts for all that was emitted since the last time.
  Lines follow() {
    const auto all = emitted<wv::SessionChanged>();
    asked.clear();
    for (; followed_ < all.size(); ++followed_) EXPECT_TRUE(deliver(all[followed_]));
    return asked;
  }
  std::string source;

 private:
  std::size_t followed_ = 0;
};

TEST_F(Helpers, AreAskedForWhenTheSessionIsPublished) {
  auto given = with(3, "Vaisselle");
  given.mutable_helpers()->add_skills(skill);
  const auto draft = must(add(given, false));
  EXPECT_EQ(draft.details().helpers().count(), 3);
  EXPECT_EQ(draft.details().helpers().task(), "Vaisselle");
  EXPECT_EQ(draft.details().helpers().skills(0), skill);
  EXPECT_EQ(follow(), Lines{});
  wv::PublishSessionRequest request;
  request.set_session(draft.id());
  must(wv::SessionsClient(staff).publish(request));
  EXPECT_FALSE(get(draft.id()).helpers_planned());
  EXPECT_EQ(follow(), Lines{"Vaisselle 3 2026-03-14T17:00 skilled"});
  EXPECT_EQ(source, draft.id());
  EXPECT_TRUE(get(draft.id()).helpers_planned());
  EXPECT_FALSE(get(draft.id()).details().has_price());
}

TEST_F(Helpers, MoveAndGoWithTheSession) {
  const auto id = must(add(with(2))).id();
  EXPECT_EQ(follow(), Lines{"Pain au levain 2 2026-03-14T17:00"});
  must(change(id, with(4, "", "2026-03-15T18:00")));
  EXPECT_EQ(follow(), Lines{"Pain au levain 4 2026-03-15T17:00"});
  must(change(id, details(2)));
  EXPECT_EQ(follow(), Lines{"none "});
  EXPECT_FALSE(get(id).helpers_planned());
  must(change(id, with(1)));
  EXPECT_EQ(follow(), Lines{"Pain au levain 1 2026-03-14T17:00"});
  must(call_off(id, "La farine manque"));
  EXPECT_EQ(follow(), Lines{"none La farine manque"});
}

TEST_F(Helpers, AreTriedAgainOnlyIfThatCanHelp) {
  refusal = Error{Code::unimplemented, "halle.no_such_method"};
  const auto id = must(add(with(2))).id();
  EXPECT_EQ(follow(), Lines{});
  EXPECT_FALSE(get(id).helpers_planned()) << "the association does not use shifts";
  refusal = Error{Code::invalid_argument, "shifts.skill_unknown"};
  wv::PublishSessionRequest request;
  request.set_session(id);
  must(wv::SessionsClient(staff).publish(request));
  EXPECT_EQ(follow(), Lines{}) << "other events are not held up";
  refusal = Error{Code::unavailable, "halle.unavailable"};
  wv::SessionChanged event;
  event.set_session(id);
  EXPECT_EQ(deliver(event).error().code, Code::unavailable);
  refusal.reset();
  must(wv::SessionsClient(staff).publish(request));
  EXPECT_EQ(follow(), Lines{"Pain au levain 2 2026-03-14T17:00"});
  EXPECT_TRUE(get(id).helpers_planned());
}

TEST_F(Helpers, AreAtMostThirtyAndForOneShift) {
  EXPECT_EQ(reasons(add(with(31))), Lines{"too_many_helpers"});
  EXPECT_EQ(reasons(add(with(1, std::string(81, 'a')))), Lines{"bad_task"});
  auto given = with(1);
  given.mutable_helpers()->add_skills("cuisine");
  EXPECT_EQ(reasons(add(given)), Lines{"bad_skills"});
  given = with(1);
  given.set_ends("2026-03-15T10:01");
  EXPECT_EQ(reasons(add(given)), Lines{"too_long_for_helpers"});
  given.set_ends("2026-03-15T10:00");
  must(add(given));
}

TEST_F(Helpers, AreNamedAsShiftsCanShowThem) {
  wv::SetWorkshopRequest request;
  for (int n = 0; n < 60; ++n) request.mutable_workshop()->mutable_title()->append("é ");
  auto given = with(1);
  given.set_workshop(must(wv::WorkshopsClient(staff).set(request)).id());
  must(add(given));
  const auto lines = follow();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].find(" 1 2026"), 119U) << "80 characters of it, without the blank at the end";
}

}  // namespace
}  // namespace halle::test
