// Several persons make disco soupes of the same surplus at the same time, with the real premises,
// shifts and workshops, in one node and over several.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/type/v1/form.pb.h"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace dv = disco_soupe::v1;
namespace mv = membership::v1;
namespace pv = premises::v1;
using Lines = std::vector<std::string>;

class DiscoSoupe : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};  // a Tuesday
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  std::string hygiene, cooking, room;

  void SetUp() override {
    Shop(staff).add_members(5);
    hygiene = skill("Hygiène");
    cooking = skill("Cuisine");
    for (const auto* number : {"1", "2", "3", "4"}) {
      grant(number, hygiene);
      grant(number, cooking);
    }
    pv::AddZoneRequest zone;
    zone.set_name("Cuisine");
    room = must(pv::ZonesClient(staff).add(zone)).id();
    set_settings();
    installation.settle();
  }
  void TearDown() override { EXPECT_EQ(installation.broken_invariants(), Lines{}); }

  std::string skill(const std::string& name) {
    mv::SetSkillRequest request;
    request.mutable_skill()->set_name(name);
    const auto all = must(mv::SkillsClient(staff).set(request));
    for (const auto& one : all.skills())
      if (one.name() == name) return one.id();
    return "";
  }
  void grant(const std::string& number, const std::string& id) {
    mv::GrantSkillRequest request;
    request.set_number(number);
    request.set_skill(id);
    must(mv::SkillsClient(staff).grant(request));
  }
  void set_settings() {
    dv::SetSettingsRequest request;
    auto& settings = *request.mutable_settings();
    settings = must(dv::SettingsClient(staff).get({}));
    settings.set_hygiene_skill(hygiene);
    settings.set_cooking_skill(cooking);
    auto& place = *settings.add_places();
    place.set_name("Cuisine");
    place.set_zone(room);
    place.set_persons(60);
    must(dv::SettingsClient(staff).set(request));
  }
  void tell(const std::string& product, std::int64_t grams) {
    dv::TellRequest request;
    request.set_product(product);
    request.set_grams(grams);
    request.set_last_day("2026-11-28");
    must(dv::SurplusClient(staff).tell(request));
  }
  dv::ProposeReply propose() { return must(dv::DraftsClient(staff).propose({})); }
  static dv::MakeRequest request_of(const dv::Draft& proposed) {
    dv::MakeRequest request;
    request.set_place(proposed.place());
    *request.mutable_starts() = proposed.starts();
    *request.mutable_uses() = proposed.uses();
    *request.mutable_ends() = proposed.ends();
    *request.mutable_beside() = proposed.beside();
    request.set_helpers(proposed.helpers());
    return request;
  }
  std::string used() {
    return installation.sql("SELECT sum(used_grams) FROM disco_soupe.lot").at(0);
  }
};

TEST_P(DiscoSoupe, TheSameSurplusIsUsedOnce) {
  for (int round = 0; round < setting("HALLE_ROUNDS", 3); ++round) {
    tell("Carottes", 6000);
    tell("Poireaux", 6000);
    const auto proposed = propose();
    ASSERT_GE(proposed.drafts_size(), 2);
    std::atomic<int> made{0}, refused{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        Caller caller = installation.as_operator(coop);
        caller.be_patient(std::chrono::seconds(20));
        const auto draft =
            dv::DraftsClient(caller).make(request_of(proposed.drafts(t % proposed.drafts_size())));
        if (draft)
          ++made;
        else if (draft.error().reason == "disco_soupe.surplus_taken" ||
                 draft.error().reason == "disco_soupe.place_taken")
          ++refused;
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(used(), std::to_string(12'000 * (round + 1)));
  }
}

TEST_P(DiscoSoupe, TheSamePlaceAndMembersAreTakenOnce) {
  dv::SetSettingsRequest set;
  *set.mutable_settings() = must(dv::SettingsClient(staff).get({}));
  set.mutable_settings()->clear_places();
  for (const auto* name : {"Cuisine", "Cour"}) {  // they are not booked with Halle
    auto& place = *set.mutable_settings()->add_places();
    place.set_name(name);
    place.set_persons(60);
  }
  set.mutable_settings()->set_most_helpers(4);
  must(dv::SettingsClient(staff).set(set));
  for (int i = 0; i < 4; ++i) tell("Carottes", 100'000);
  const auto proposed = propose();
  ASSERT_GE(proposed.drafts_size(), 2);
  ASSERT_NE(proposed.drafts(0).place(), proposed.drafts(1).place());
  ASSERT_EQ(proposed.drafts(0).local_start(), proposed.drafts(1).local_start());
  std::atomic<int> made{0}, refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      Caller caller = installation.as_operator(coop);
      caller.be_patient(std::chrono::seconds(20));
      const auto draft = dv::DraftsClient(caller).make(request_of(proposed.drafts(t % 2)));
      if (draft)
        ++made;
      else if (draft.error().reason == "disco_soupe.place_taken" ||
               draft.error().reason == "disco_soupe.members_taken")
        ++refused;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, 7);
  EXPECT_EQ(used(), std::to_string(proposed.drafts(0).grams()));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM workshops.session"), Lines{"1"});
}

TEST_P(DiscoSoupe, TheSameOperationMakesOneDraft) {
  tell("Carottes", 12'000);
  const auto request = request_of(propose().drafts(0));
  const auto operation = make_uuid_v7(1'795'000'000'000);
  std::set<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    staff.next_operation(operation);
    ids.insert(must(dv::DraftsClient(staff).make(request)).id());
  }
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM premises.booking"), Lines{"1"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM workshops.session"), Lines{"1"});
}

TEST_P(DiscoSoupe, LivesWithTheRealModules) {
  tell("Carottes", 12'000);
  const auto draft = must(dv::DraftsClient(staff).make(request_of(propose().drafts(0))));
  EXPECT_EQ(draft.state(), dv::DRAFT_STATE_READY);
  EXPECT_EQ(installation.sql("SELECT module, state FROM premises.booking"), Lines{"disco_soupe|2"});
  EXPECT_EQ(installation.sql("SELECT state, capacity FROM workshops.session"), Lines{"2|28"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM shifts.seat"), Lines{"2"});
  dv::UndoRequest undo;
  undo.set_draft(draft.id());
  EXPECT_EQ(must(dv::DraftsClient(staff).undo(undo)).state(), dv::DRAFT_STATE_UNDONE);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM premises.occupation"), Lines{"0"});
  EXPECT_EQ(installation.sql("SELECT state FROM workshops.session"), Lines{"3"});
  EXPECT_EQ(installation.sql("SELECT state FROM shifts.occurrence"), Lines{"2"}) << "cancelled";
  EXPECT_EQ(used(), "0");
  installation.settle();
}

/// Runs both at once.
void at_once(const std::function<void()>& one, const std::function<void()>& other) {
  std::thread beside(other);
  one();
  beside.join();
}

TEST_P(DiscoSoupe, MayBeCalledOffByTwo) {
  tell("Carottes", 12'000);
  const auto draft = must(dv::DraftsClient(staff).make(request_of(propose().drafts(0))));
  dv::UndoRequest undo;
  undo.set_draft(draft.id());
  const auto call_off = [&] {
    Caller caller = installation.as_operator(coop);
    must(dv::DraftsClient(caller).undo(undo));
  };
  at_once(call_off, call_off);
  const auto undone = must(dv::DraftsClient(staff).undo(undo));
  for (const auto& part : undone.parts()) {
    EXPECT_EQ(part.state(), dv::PART_STATE_FREED);
    EXPECT_EQ(part.reason(), "");
  }
}

TEST_P(DiscoSoupe, AClosedPageLeavesNothing) {
  for (int round = 0; round < 8; ++round) {
    dv::OpenLinkRequest open;
    open.set_name("Ferme");
    const auto link = must(dv::GrowersClient(staff).open_link(open));
    at_once(
        [&] {
          Caller grower = installation.as("", coop);
          type::v1::FormRequest form;
          form.mutable_document()->set_organisation("coop");
          form.mutable_document()->set_key(link.path().substr(link.path().rfind('/') + 1));
          for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
                   {"product", "Choux"}, {"kg", "3"}, {"until", "2026-11-30"}}) {
            auto& field = *form.add_fields();
            field.set_name(name);
            field.set_value(value);
          }
          (void)dv::GrowersClient(grower).send(form);
        },
        [&] {
          Caller caller = installation.as_operator(coop);
          dv::CloseLinkRequest close;
          close.set_link(link.link().id());
          close.set_withdraw(true);
          must(dv::GrowersClient(caller).close_link(close));
        });
  }
  EXPECT_EQ(installation.sql("SELECT count(*) FROM disco_soupe.lot WHERE withdrawn_at IS NULL"),
            Lines{"0"});
}

TEST_P(DiscoSoupe, ComesOnlyWhenPlaceAndMembersAreFree) {
  tell("Carottes", 12'000);
  pv::BookRequest book;  // all Tuesday
  book.set_zone(room);
  book.set_from("2026-11-24T12:00");
  book.set_until("2026-11-24T22:00");
  must(pv::BookingsClient(staff).book(book));
  EXPECT_EQ(propose().drafts(0).local_start(), "2026-11-25T09:00");
  shifts::v1::SetLeaveRequest leave;
  for (const auto* number : {"1", "2", "3"}) {
    leave.mutable_leave()->set_member(number);
    leave.mutable_leave()->set_from("2026-11-25");
    leave.mutable_leave()->set_until("2026-11-25");
    must(shifts::v1::HoursClient(staff).set_leave(leave));
  }
  EXPECT_EQ(propose().drafts(0).local_start(), "2026-11-26T09:00");
}

INSTANTIATE_TEST_SUITE_P(Compositions, DiscoSoupe,
                         testing::Values(one_box, two_nodes, "five_services"));

}  // namespace
}  // namespace halle::test
