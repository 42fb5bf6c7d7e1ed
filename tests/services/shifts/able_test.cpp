// Which members with skills are free, as another module learns it.
#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"

extern "C" std::int32_t halle_module_entry_shifts(const halle_host*, halle_module*);

namespace halle::test {
namespace {
namespace sv = shifts::v1;
using harness::must;
using Lines = std::vector<std::string>;

const std::string hygiene = "01999999-0000-7000-8000-00000000000a";
const std::string cooking = "01999999-0000-7000-8000-00000000000b";
const std::string shift = "01999999-0000-7000-8000-0000000000f1";

class Able : public harness::ModuleTest {
 protected:
  Able() : ModuleTest(&halle_module_entry_shifts) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    write("shifts.skill", "'" + hygiene + "', 'Hygiène'");
    write("shifts.skill", "'" + cooking + "', 'Cuisine'");
    for (const auto* number : {"1", "2", "3", "4"}) {
      write("shifts.member (org_id, number, member_id)",
            std::string("'") + number + "', gen_random_uuid()");
      write("shifts.standing", std::string("'") + number + "', '2026-01-01', 1");
    }
  }

  void write(const std::string& table, const std::string& values) {
    (void)rows("INSERT INTO " + table + " VALUES ('" + here().text() + "', " + values + ")");
  }
  void can(const std::string& number, const std::string& skill, const std::string& until = "NULL",
           const std::string& from = "'2026-01-01'") {
    write("shifts.member_skill", "'" + number + "', '" + skill + "', " + from + ", " + until);
  }
  /// A shift on the 10th of March from 9 to 12, with a seat for each of the members.
  void plan(const Lines& members) {
    write(
        "shifts.template (org_id, id, title, place, weekday, starts, ends, anchor, cycle, weeks, "
        "valid_from, planned_until)",
        "'" + shift +
            "', 'Épicerie', '', 2, '09:00', '12:00', '2026-03-02', 1, 1, "
            "'2026-03-02', '2026-04-01'");
    write(
        "shifts.occurrence (org_id, template_id, day, starts_at, ends_at, title, place, state, "
        "reason, edited)",
        "'" + shift +
            "', '2026-03-10', '2026-03-10 08:00Z', '2026-03-10 11:00Z', 'Épicerie', "
            "'', 1, '', false");
    for (const auto& number : members)
      write(
          "shifts.booking (org_id, id, template_id, day, seat, member_number, fixed, taken_at, "
          "taken_by)",
          "gen_random_uuid(), '" + shift + "', '2026-03-10', " + number + ", '" + number +
              "', false, now(), 'account:0'");
  }

  Result<sv::ListAbleReply> ask(sdk::Caller& caller, const std::string& from = "2026-03-09",
                                const std::string& until = "2026-03-14") {
    sv::ListAbleRequest request;
    sdk::set_timestamp(*request.mutable_from(), *parse_instant(from + " 08:00:00Z"));
    sdk::set_timestamp(*request.mutable_until(), *parse_instant(until + " 08:00:00Z"));
    request.add_skills(hygiene);
    request.add_skills(cooking);
    return sv::AvailabilityClient(caller).list_able(request);
  }
  /// A line for each member: skills, then the times at which the member is busy, UTC.
  Lines able(const std::string& from = "2026-03-09", const std::string& until = "2026-03-14") {
    Lines lines;
    const auto reply = must(ask(kernel, from, until));
    for (const auto& member : reply.members()) {
      std::string line;
      for (const auto& skill : member.skills()) line += skill == hygiene ? "h" : "c";
      for (const auto& busy : member.busy())
        line += " " + format_instant(sdk::instant_of(busy.from())).substr(5, 11) + "/" +
                format_instant(sdk::instant_of(busy.until())).substr(5, 11);
      for (const auto& lacking : member.lacking())
        line += std::string(lacking.skill() == hygiene ? " no h " : " no c ") +
                format_instant(sdk::instant_of(lacking.from())).substr(5, 11) + "/" +
                format_instant(sdk::instant_of(lacking.until())).substr(5, 11);
      lines.push_back(line);
    }
    return lines;
  }

  harness::Caller kernel = as_kernel();
};

TEST_F(Able, MembersHaveTheSkillsThatTheyHoldOnSomeDay) {
  can("1", hygiene);
  can("1", cooking);
  can("2", cooking, "'2026-03-14'");
  can("3", cooking, "'2026-03-13'");
  // A skill that was renewed in time is held throughout.
  can("4", hygiene, "'2026-03-11'");
  can("4", hygiene, "NULL", "'2026-03-12'");
  EXPECT_EQ(able(), (Lines{"hc", "c", "c no c 03-13T23:00/03-14T23:00", "h"}));
  EXPECT_EQ(able("2026-03-09", "2026-03-13"), (Lines{"hc", "c", "c", "h"}));
  EXPECT_EQ(able("2026-03-15", "2026-03-16"), (Lines{"hc", "h"})) << "theirs are over";
}

TEST_F(Able, ThoseWhoAreNotActiveAreNotCounted) {
  can("1", hygiene);
  can("2", hygiene);
  can("3", hygiene);
  write("shifts.standing", "'1', '2026-03-01', 2");
  write("shifts.standing", "'2', '2026-03-01', 3");
  EXPECT_EQ(able(), Lines{"h"});
}

TEST_F(Able, SeatsAndLeavesAreTimesAtWhichAMemberIsBusy) {
  for (const auto* number : {"1", "2", "3"}) can(number, hygiene);
  plan({"1", "2"});
  write("shifts.leave", "gen_random_uuid(), '2', '2026-03-12', '2026-03-12', '', 1");
  write("shifts.leave", "gen_random_uuid(), '3', '2026-03-09', NULL, '', 2");  // a delay
  EXPECT_EQ(able(), (Lines{"h 03-10T08:00/03-10T11:00",
                           "h 03-10T08:00/03-10T11:00 03-11T23:00/03-12T23:00", "h"}));
  (void)rows("UPDATE shifts.booking SET freed = 1, freed_at = now(), freed_by = 'account:0'");
  EXPECT_EQ(able(), (Lines{"h", "h 03-11T23:00/03-12T23:00", "h"}));
  write("shifts.leave", "gen_random_uuid(), '1', '2026-03-13', NULL, '', 1");  // without an end
  EXPECT_EQ(able().at(0), "h 03-12T23:00/03-14T08:00");
}

TEST_F(Able, NoPersonAsks) {
  auto coordinator = as("coordinator");
  const auto refused = ask(coordinator);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::permission_denied);
  EXPECT_FALSE(ask(kernel, "2026-03-01", "2026-04-02"));
}

}  // namespace
}  // namespace halle::test
