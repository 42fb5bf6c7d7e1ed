// The report for funders.
#include "services/workshops/domain/report.hpp"

#include "halle/workshops/v1/visitors.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {
using workshops::by_theme;
using workshops::by_town;

TEST(Figures, ThemesAreOneWhateverTheirCase) {
  const auto themes = by_theme({{"Cuisine", {1, 4, 3, 2, 360}},
                                {"", {1, 1, 1, 0, 60}},
                                {"cuisine", {1, 2, 2, 0, 120}},
                                {"Anti-gaspi", {1, 5, 5, 5, 600}}});
  ASSERT_EQ(themes.size(), 3U);
  EXPECT_EQ(themes[0].theme, "Anti-gaspi");
  EXPECT_EQ(themes[1].theme, "Cuisine");
  EXPECT_EQ(themes[1].figures, (workshops::Figures{2, 6, 5, 2, 480}));
  EXPECT_EQ(themes[2].theme, "");
}

TEST(Figures, TownsAreAddedUpAndWhatIsNotKnownComesLast) {
  const auto towns = by_town({{"45000", 2}, {"", 9}, {"45160", 4}, {"45000", 3}, {"41000", 4}}, 20);
  Lines lines;
  for (const auto& town : towns) lines.push_back(town.post_code + " " + std::to_string(town.came));
  EXPECT_EQ(lines, (Lines{"45000 5", "41000 4", "45160 4", " 7"}));
  EXPECT_TRUE(by_town({}, 0).empty());
}

class Reported : public Studio {
 protected:
  int asked_for = 0;

  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    answer<membership::v1::CountPostCodesRequest, membership::v1::CountPostCodesReply>(
        "/halle.membership.v1.Members/CountPostCodes",
        [this](const membership::v1::CountPostCodesRequest& request)
            -> Result<membership::v1::CountPostCodesReply> {
          asked_for += request.numbers_size();
          membership::v1::CountPostCodesReply reply;
          reply.add_counts()->set_post_code("45000");
          reply.mutable_counts(0)->set_count(request.numbers_size());
          return reply;
        });
  }
  /// A visitor registers and comes, or does not.
  void visitor(const std::string& session, const std::string& email, const std::string& post_code,
               bool comes = true) {
    wv::AddVisitorRequest request;
    request.set_session(session);
    request.mutable_visitor()->set_name("Camille");
    request.mutable_visitor()->set_email(email);
    request.set_post_code(post_code);
    const auto made = must(wv::VisitorsClient(staff).add(request));
    wv::MarkRequest marks;
    marks.set_session(session);
    auto& mark = *marks.add_marks();
    mark.set_id(derive_uuid(*Uuid::parse(made.id()), "mark").text());
    mark.set_registration(made.id());
    mark.set_presence(comes ? wv::PRESENCE_PRESENT : wv::PRESENCE_ABSENT);
    must(wv::RegistrationsClient(staff).mark(marks));
  }
  void member(const std::string& session, const std::string& number, int persons) {
    must(come(session, number, persons));
    wv::MarkRequest marks;
    marks.set_session(session);
    auto& mark = *marks.add_marks();
    mark.set_id(derive_uuid(*Uuid::parse(session), "mark " + number).text());
    mark.set_member(number);
    mark.set_presence(wv::PRESENCE_PRESENT);
    EXPECT_EQ(must(wv::RegistrationsClient(staff).mark(marks)).marked(0).refused(), "");
  }
  /// A session of two hours for anybody; it is the evening before.
  std::string evening(const std::string& day) {
    clock.set(day + "T09:00:00.000000Z");
    auto given = details(20, day + "T18:00", day + "T20:00");
    given.set_audience(wv::AUDIENCE_ANYBODY);
    return must(add(given)).id();
  }
  wv::Report report(const std::string& from = "2026-03-01",
                    const std::string& until = "2026-12-31") {
    return must(ask(from, until));
  }
  Result<wv::Report> ask(const std::string& from, const std::string& until) {
    wv::GetReportRequest request;
    request.set_from(from);
    request.set_until(until);
    return wv::ReportsClient(staff).get(request);
  }
  static std::string text(const wv::Figures& figures) {
    return std::to_string(figures.sessions()) + " sessions, " +
           std::to_string(figures.registered()) + " registered, " + std::to_string(figures.came()) +
           " came, " + std::to_string(figures.first_timers()) + " first, " +
           std::to_string(figures.person_minutes()) + " min";
  }
  static Lines towns(const wv::Report& report) {
    Lines lines;
    for (const auto& town : report.towns())
      lines.push_back(town.post_code() + " " + std::to_string(town.came()));
    return lines;
  }
  void forget() {
    auto kernel = as_kernel();
    must(wv::VisitorsClient(kernel).forget({}));
  }
};

TEST_F(Reported, CountsWhoCameAndWhoCameForTheFirstTime) {
  const auto first = evening("2026-03-14");
  member(first, "1", 3);
  visitor(first, "camille@example.org", "45160");
  visitor(first, "sacha@example.org", "", false);
  const auto second = evening("2026-04-14");
  member(second, "1", 1);
  member(second, "2", 1);
  visitor(second, "Camille@Example.org", "45160");
  visitor(second, "sacha@example.org", "");
  must(add(details(5, "2026-04-20T18:00", "2026-04-20T20:00")));
  must(call_off(must(add(details(5, "2026-04-14T19:00", "2026-04-14T20:00"))).id()));
  clock.set("2026-04-15T09:00:00.000000Z");
  const auto all = report();
  EXPECT_EQ(text(all.total()), "2 sessions, 9 registered, 8 came, 6 first, 960 min");
  ASSERT_EQ(all.sessions_size(), 2);
  EXPECT_EQ(text(all.sessions(0).figures()), "1 sessions, 5 registered, 4 came, 4 first, 480 min");
  EXPECT_EQ(text(all.sessions(1).figures()), "1 sessions, 4 registered, 4 came, 2 first, 480 min")
      << "member 2 and Sacha, who did not come before";
  EXPECT_EQ(all.sessions(1).day(), "2026-04-14");
  EXPECT_EQ(all.sessions(1).minutes(), 120);
  EXPECT_EQ(towns(all), (Lines{"45000 5", "45160 2", " 1"}));
  EXPECT_EQ(asked_for, 5);
  EXPECT_EQ(all.themes(0).theme(), "cuisine");
  EXPECT_EQ(text(all.themes(0).figures()), text(all.total()));
  EXPECT_EQ(text(report("2026-04-01").total()),
            "1 sessions, 4 registered, 4 came, 2 first, 480 min");
  EXPECT_EQ(report("2026-05-01").sessions_size(), 0);
}

TEST_F(Reported, StaysTheSameWhenVisitorsAreForgotten) {
  const auto first = evening("2026-03-14");
  visitor(first, "camille@example.org", "45160");
  visitor(first, "sacha@example.org", "45000");
  const auto second = evening("2026-04-14");
  visitor(second, "camille@example.org", "45160");
  clock.set("2026-04-15T09:00:00.000000Z");
  const auto before = report();
  EXPECT_EQ(text(before.total()), "2 sessions, 3 registered, 3 came, 2 first, 360 min");
  clock.set("2026-09-15T09:00:00.000000Z");  // more than 180 days after the first
  forget();
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor WHERE forgotten_at IS NOT NULL"),
            Lines{"2"});
  EXPECT_EQ(report().SerializeAsString(), before.SerializeAsString());
  clock.set("2026-11-15T09:00:00.000000Z");
  forget();
  forget();
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.visitor WHERE forgotten_at IS NULL"), Lines{"0"});
  EXPECT_EQ(report().SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(towns(before), (Lines{"45160 2", "45000 1"}));
}

TEST_F(Reported, IsForThoseWhoManageSessionsAndOfLimitedLength) {
  auto member = as("member", "1");
  wv::GetReportRequest request;
  request.set_from("2026-03-01");
  request.set_until("2026-03-31");
  EXPECT_EQ(wv::ReportsClient(member).get(request).error().code, Code::permission_denied);
  EXPECT_EQ(reasons(ask("2026-03-01", "2026-02-28")), Lines{"bad_day"});
  EXPECT_EQ(reasons(ask("", "2026-02-28")), Lines{"bad_day"});
  EXPECT_EQ(reasons(ask("2024-01-01", "2026-03-12")), Lines{"report_too_long"});
  must(ask("2024-01-01", "2026-03-11"));
}

}  // namespace
}  // namespace halle::test
