// Who can do what, and what that changes of shifts: membership and shifts on a real database.
#include <gtest/gtest.h>

#include <thread>

#include "halle/membership/v1/membership.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
namespace sv = shifts::v1;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

class Skills : public testing::Test {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};  // a Monday
  Installation installation{one_box, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::SkillsClient skills{staff};
  sv::PlanningClient planning{staff};
  sv::BookingsClient bookings{staff};

  void SetUp() override {
    Shop(staff).add_members(12);
    installation.settle();
  }
  void TearDown() override { EXPECT_EQ(installation.broken_invariants(), Lines{}); }

  Result<mv::ListSkillsReply> set(const std::string& name, int months = 0, const Lines& needs = {},
                                  const std::string& id = "") {
    mv::SetSkillRequest request;
    auto& skill = *request.mutable_skill();
    skill.set_id(id);
    skill.set_name(name);
    skill.set_months(months);
    for (const auto& need : needs) skill.add_needs(need);
    return skills.set(request);
  }
  std::string skill(const std::string& name, int months = 0, const Lines& needs = {}) {
    const auto all = must(set(name, months, needs));
    for (const auto& one : all.skills())
      if (one.name() == name) return one.id();
    return "";
  }
  Result<mv::ListHeldSkillsReply> grant(sdk::Caller& caller, const std::string& number,
                                        const std::string& id) {
    mv::GrantSkillRequest request;
    request.set_number(number);
    request.set_skill(id);
    return mv::SkillsClient(caller).grant(request);
  }
  void can(const std::string& number, const std::string& id) {
    must(grant(staff, number, id));
    installation.settle();
  }
  void cannot(const std::string& number, const std::string& id) {
    mv::RevokeSkillRequest request;
    request.set_number(number);
    request.set_skill(id);
    must(skills.revoke(request));
    installation.settle();
  }
  mv::ListHeldSkillsReply held(const std::string& number) {
    mv::ListHeldSkillsRequest request;
    request.set_number(number);
    return must(skills.list_held(request));
  }
  /// Saturdays from 10 to 12 since the 7th, a seat for each of `needs`, the last of `holders` open.
  Result<sv::SetTemplateReply> saturdays(const std::vector<Lines>& needs,
                                         const std::string& holder = "") {
    sv::SetTemplateRequest request;
    auto& out = *request.mutable_template_();
    out.set_title("Épicerie");
    out.set_weekday(6);
    out.set_starts("10:00");
    out.set_ends("12:00");
    out.set_valid_from("2026-03-02");
    for (const auto& ids : needs) {
      auto& seat = *out.add_seats();
      seat.set_number(out.seats_size());
      for (const auto& id : ids) seat.add_skills()->set_id(id);
    }
    out.mutable_seats(0)->set_holder(holder);
    return planning.set_template(request);
  }
  static sv::ShiftKey key(const sv::SetTemplateReply& made, const std::string& day) {
    sv::ShiftKey out;
    out.set_template_(made.template_().id());
    out.set_day(day);
    return out;
  }
  Result<sv::BookReply> book(const sv::ShiftKey& at, const std::string& member, int seat = 0) {
    sv::BookRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    request.set_seat(seat);
    return bookings.book(request);
  }
  void give_back(const sv::ShiftKey& at, const std::string& member) {
    sv::CancelRequest request;
    *request.mutable_key() = at;
    request.set_member(member);
    must(bookings.cancel(request));
  }
  void present(const sv::ShiftKey& at, const std::string& member) {
    sv::MarkRequest request;
    *request.mutable_key() = at;
    auto& mark = *request.add_marks();
    mark.set_member(member);
    mark.set_presence(sv::PRESENCE_PRESENT);
    must(sv::AttendancesClient(staff).mark(request));
  }
  sv::Shift shown(sdk::Caller& caller, const sv::ShiftKey& at) {
    const auto listed = must(sv::PlanningClient(caller).list_shifts({}));
    for (const auto& shift : listed.shifts())
      if (shift.key().day() == at.day()) return shift;
    return {};
  }
  void count_beginners(int shifts) {
    sv::SetSettingsRequest settings;
    settings.set_weeks_ahead(8);
    settings.set_notice_hours(48);
    settings.set_beginner_shifts(shifts);
    must(planning.set_settings(settings));
    clock.advance(24h);
  }
  void join(const std::string& number) {
    mv::AddMemberRequest request;
    request.set_number(number);
    request.mutable_person()->set_name("Nouvelle " + number);
    must(mv::MembersClient(staff).add(request));
    installation.settle();
  }
  /// Who was asked, in order.
  Lines asked() {
    clock.advance(61s);
    must(bookings.ask({}));
    return installation.sql(
        "SELECT member_number FROM shifts.offer ORDER BY offered_at, "
        "length(member_number), member_number");
  }
};

TEST_F(Skills, OneIsHeldForItsTimeByWhoHasWhatItNeeds) {
  const auto till = skill("Caisse", 12);
  const auto closing = skill("Fermeture", 0, {till});
  const auto refused = grant(staff, "3", closing);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "membership.skill_needs");
  EXPECT_EQ(refused.error().fields[0].value, "Caisse");
  must(grant(staff, "3", till));
  must(grant(staff, "3", closing));
  EXPECT_EQ(held("3").held_size(), 2);
  EXPECT_EQ(must(skills.list({})).skills(0).holders(), 1);
  EXPECT_EQ(held("3").held(0).name(), "Caisse");
  EXPECT_EQ(held("3").held(0).from(), "2026-03-02");
  EXPECT_EQ(held("3").held(0).until(), "2027-03-01");
  EXPECT_EQ(held("3").held(1).until(), "");
  clock.set("2027-03-01T22:59:59Z");
  EXPECT_TRUE(held("3").held(0).now());
  clock.set("2027-03-01T23:00:00Z");  // the 2nd in Paris
  EXPECT_FALSE(held("3").held(0).now());
  EXPECT_EQ(must(skills.list({})).skills(0).holders(), 0);
  must(grant(staff, "3", till));
  EXPECT_EQ(held("3").held_size(), 3) << "what was stays";
  cannot("3", till);
  EXPECT_EQ(held("3").held_size(), 2) << "not for a day";
  EXPECT_EQ(held("3").held(0).name(), "Caisse");
  EXPECT_FALSE(held("3").held(0).now());
}

TEST_F(Skills, WhatMakesNoSenseIsRefused) {
  const auto till = skill("Caisse");
  const auto closing = skill("Fermeture", 0, {till});
  EXPECT_EQ(set("Caisse", 0, {closing}, till).error().reason, "membership.skill_circle");
  EXPECT_EQ(set("Caisse", 0, {till}, till).error().reason, "membership.skill_circle");
  for (const auto* same : {"Caisse", "CAISSE", " caisse\u200B", "Ca\u00ADisse"})
    EXPECT_EQ(set(same).error().reason, "membership.skill_taken") << same;
  EXPECT_EQ(set(" ").error().reason, "membership.bad_skill");
  EXPECT_EQ(set("Pain", 121).error().reason, "membership.bad_months");
  const auto unknown = make_uuid_v7(9).text();
  EXPECT_EQ(set("Pain", 0, {unknown}).error().reason, "membership.skill_unknown");
  for (const auto& id : {unknown, std::string("pain")}) {
    EXPECT_EQ(grant(staff, "3", id).error().reason, "membership.skill_unknown");
    EXPECT_EQ(saturdays({{id}}).error().reason, "shifts.skill_unknown");
  }
  EXPECT_EQ(grant(staff, "999", till).error().reason, "membership.member_unknown");
  auto four = installation.as(installation.create_account(coop, "member", "4"), coop);
  installation.sql(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
      "SELECT org_id, account_id, 'coordinator', '', granted_at FROM hub.role_grant WHERE subject "
      "= '4'");
  EXPECT_EQ(grant(four, "4", till).error().reason, "membership.not_for_oneself");
  EXPECT_EQ(must(grant(four, "5", till)).held(0).vouched_by(), "4");
}

TEST_F(Skills, AreInTheOrderOfADictionary) {
  for (const auto* name : {"Zinc", "Épluchage", "étal", "Eau", "Œufs", "Ouverture"}) skill(name);
  Lines names;
  const auto listed = must(skills.list({}));
  for (const auto& one : listed.skills()) names.push_back(one.name());
  EXPECT_EQ(names, (Lines{"Eau", "Épluchage", "étal", "Œufs", "Ouverture", "Zinc"}));
}

TEST_F(Skills, ASeatIsForWhoCanDoWhatItNeeds) {
  const auto till = skill("Caisse", 1);
  const auto made = must(saturdays({{till}, {}}));
  const auto at = key(made, "2026-03-07");
  EXPECT_EQ(made.template_().seats(0).skills(0).name(), "Caisse");
  const auto refused = book(at, "3", 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "shifts.skill_missing");
  EXPECT_EQ(refused.error().fields[0].value, "Caisse");
  EXPECT_EQ(must(book(at, "3")).seat(), 2) << "the one she can do";
  EXPECT_EQ(book(at, "4").error().reason, "shifts.skill_missing");
  auto four = installation.as(installation.create_account(coop, "member", "4"), coop);
  EXPECT_FALSE(shown(four, at).seats(0).suits());
  can("4", till);
  EXPECT_TRUE(shown(four, at).seats(0).suits());
  EXPECT_EQ(must(book(at, "4")).seat(), 1);
  // It has ended by then.
  EXPECT_EQ(book(key(made, "2026-04-04"), "4", 1).error().reason, "shifts.skill_missing");
  EXPECT_EQ(must(book(key(made, "2026-03-28"), "4")).seat(), 1) << "the seat few can take";
}

TEST_F(Skills, WhoIsAskedCanDoWhatIsFree) {
  const auto till = skill("Caisse");
  for (const auto* number : {"7", "9"}) can(number, till);
  const auto made = must(saturdays({{till}, {}}));
  const auto at = key(made, "2026-03-07");
  must(book(at, "7"));
  must(book(at, "3"));
  give_back(at, "7");
  EXPECT_EQ(asked(), Lines{"9"});
  give_back(at, "3");
  EXPECT_EQ(asked(), (Lines{"9", "1", "2", "4", "5", "6"}));
}

TEST_F(Skills, AFixedHolderHasItWhileSheCan) {
  const auto till = skill("Caisse", 1);
  const auto refused = saturdays({{till}}, "5");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "shifts.skill_missing");
  EXPECT_EQ(refused.error().fields[0].value, "5");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.template"), Lines{"0"});
  can("5", till);  // until the 1st of April
  must(saturdays({{till}}, "5"));
  EXPECT_EQ(installation.sql("SELECT day FROM shifts.booking ORDER BY day"),
            (Lines{"2026-03-07", "2026-03-14", "2026-03-21", "2026-03-28"}));
}

TEST_F(Skills, ABeginnerIsNeverAlone) {
  const auto made = must(saturdays({{}, {}, {}}));
  const auto first = key(made, "2026-03-07");
  count_beginners(2);
  join("50");
  join("51");
  EXPECT_EQ(book(first, "50").error().reason, "shifts.beginner_alone");
  must(book(first, "3"));  // was there before beginners were counted
  must(book(first, "50"));
  must(book(first, "51"));
  EXPECT_FALSE(shown(staff, first).beginners_alone());
  give_back(first, "3");
  EXPECT_TRUE(shown(staff, first).beginners_alone());
  auto hers = installation.as(installation.create_account(coop, "member", "50"), coop);
  EXPECT_FALSE(shown(hers, first).beginners_alone()) << "for who keeps the planning";
  // Somebody used to it is asked, nobody new.
  join("52");
  const auto now_asked = asked();
  EXPECT_EQ(now_asked, (Lines{"1", "2", "4"}));
  // After two shifts she is used to it.
  clock.set("2026-03-14T12:00:00Z");
  present(first, "50");
  EXPECT_EQ(book(key(made, "2026-03-21"), "50").error().reason, "shifts.beginner_alone");
  present(key(made, "2026-03-14"), "50");
  must(book(key(made, "2026-03-21"), "50"));
  must(book(key(made, "2026-03-21"), "51"));
  // Counting fewer, or none.
  join("53");
  EXPECT_EQ(book(key(made, "2026-03-28"), "53").error().reason, "shifts.beginner_alone");
  count_beginners(0);
  must(book(key(made, "2026-03-28"), "53"));
}

TEST_F(Skills, ABeginnerAndTheLastUsedToItNeverCross) {
  const auto made = must(saturdays({{}, {}}));
  count_beginners(1);
  join("50");
  for (int round = 0; round < 20; ++round) {
    const auto at = key(made, round % 2 == 0 ? "2026-03-07" : "2026-03-14");
    must(book(at, "3"));
    auto other = installation.as_operator(coop);
    Result<sv::BookReply> taken = Error{Code::internal, "x"};
    std::thread beginner([&] {
      sv::BookRequest request;
      *request.mutable_key() = at;
      request.set_member("50");
      taken = sv::BookingsClient(other).book(request);
    });
    give_back(at, "3");
    beginner.join();
    // Before or after the other, but by what was then.
    if (taken) {
      EXPECT_TRUE(shown(staff, at).beginners_alone());
      give_back(at, "50");
    } else {
      EXPECT_EQ(taken.error().reason, "shifts.beginner_alone");
    }
  }
}

TEST_F(Skills, CoverageSaysWhatNeedsWhichSkillAndWhatHangsOnFew) {
  const auto till = skill("Caisse");
  const auto closing = skill("Fermeture");
  skill("Accordéon");  // no seat needs it
  for (const auto* number : {"1", "2", "3"}) can(number, till);
  can("1", closing);
  const auto made = must(saturdays({{till}, {till, closing}, {}}));
  must(book(key(made, "2026-03-07"), "3"));
  const auto coverage = must(planning.get_coverage({}));
  const auto& week = coverage.weeks(0);
  ASSERT_EQ(week.skills_size(), 2);
  EXPECT_EQ(week.skills(0).name(), "Caisse");
  EXPECT_EQ(week.skills(0).seats(), 2);
  EXPECT_EQ(week.skills(0).taken(), 1);
  EXPECT_EQ(week.skills(1).seats(), 1);
  EXPECT_EQ(week.skills(1).taken(), 0);
  ASSERT_EQ(coverage.scarce_size(), 1);
  EXPECT_EQ(coverage.scarce(0).name(), "Fermeture");
  EXPECT_EQ(coverage.scarce(0).holders(), 1);
  Shop(staff).set_standing("3", mv::STANDING_SUSPENDED);
  installation.settle();
  EXPECT_EQ(must(planning.get_coverage({})).scarce(0).holders(), 2) << "the till too now";
  must(set("Clés", 0, {}, closing));
  installation.settle();
  EXPECT_EQ(must(planning.get_coverage({})).scarce(1).name(), "Clés");
}

TEST_F(Skills, AnEditedShiftAndASheetKeepWhatSeatsNeed) {
  const auto till = skill("Caisse");
  const auto made = must(saturdays({{till}, {}}));
  const auto at = key(made, "2026-03-07");
  sv::EditShiftRequest edit;
  *edit.mutable_key() = at;
  edit.set_title("Épicerie");
  edit.set_local_start("2026-03-07T10:00");
  edit.set_local_end("2026-03-07T13:00");
  edit.add_seats()->set_number(1);
  auto& second = *edit.add_seats();
  second.set_number(2);
  second.add_skills(till);
  must(planning.edit_shift(edit));
  EXPECT_EQ(shown(staff, at).seats(0).skills_size(), 0);
  EXPECT_EQ(shown(staff, at).seats(1).skills(0).name(), "Caisse");
  sv::ImportPlanningRequest import;
  auto& sheet = *import.mutable_sheet();
  for (const auto* cell : {"titre", "jour", "début", "fin", "places"}) sheet.add_header(cell);
  auto& row = *sheet.add_rows();
  row.set_line(2);
  for (const auto* cell : {"Épicerie", "samedi", "10:00", "12:00", "3"}) row.add_cells(cell);
  must(planning.import(import));
  const auto kept = must(planning.list_templates({})).templates(0);
  ASSERT_EQ(kept.seats_size(), 3);
  EXPECT_EQ(kept.seats(0).skills(0).name(), "Caisse");
}

}  // namespace
}  // namespace halle::test
