// Sessions with a zone and with helpers, with the real premises and shifts.
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace pv = premises::v1;
namespace sv = shifts::v1;
namespace wv = workshops::v1;
using Lines = std::vector<std::string>;

class Installed : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-03-02T10:00:00Z"};  // a Monday
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Caller coordinator = as("coordinator");
  std::string room;
  std::string workshop;

  void SetUp() override {
    Shop(staff).add_members(5);
    pv::AddZoneRequest zone;
    zone.set_name("Salle");
    room = must(pv::ZonesClient(staff).add(zone)).id();
    wv::SetWorkshopRequest set;
    set.mutable_workshop()->set_title("Pain au levain");
    workshop = must(wv::WorkshopsClient(staff).set(set)).id();
    installation.settle();
  }
  void TearDown() override { EXPECT_EQ(installation.broken_invariants(), Lines{}); }

  Caller as(const std::string& role) {
    return installation.as(installation.create_account(coop, role), coop);
  }
  wv::SessionDetails details(const std::string& day, int capacity = 5) {
    wv::SessionDetails out;
    out.set_workshop(workshop);
    out.set_starts(day + "T18:00");
    out.set_ends(day + "T20:00");
    out.set_capacity(capacity);
    out.set_zone(room);
    return out;
  }
  Result<wv::Session> add(const wv::SessionDetails& given) {
    wv::AddSessionRequest request;
    *request.mutable_details() = given;
    request.set_publish(true);
    return wv::SessionsClient(coordinator).add(request);
  }
  Result<wv::Session> change(const std::string& id, const wv::SessionDetails& given) {
    wv::ChangeSessionRequest request;
    request.set_session(id);
    *request.mutable_details() = given;
    return wv::SessionsClient(coordinator).change(request);
  }
  wv::Session get(const std::string& id) {
    wv::GetSessionRequest request;
    request.set_session(id);
    return must(wv::SessionsClient(coordinator).get(request));
  }
  void cancel(const std::string& id) {
    wv::CancelSessionRequest request;
    request.set_session(id);
    request.set_reason("La farine manque");
    must(wv::SessionsClient(coordinator).cancel(request));
    installation.settle();
  }
  /// What the room is taken for, a line each.
  Lines taken(const std::string& day) {
    pv::GetWeekRequest request;
    request.set_day(day);
    const auto week = must(pv::BookingsClient(staff).get_week(request));
    Lines lines;
    for (const auto& one : week.taken()) lines.push_back(one.local_start() + " " + one.title());
    return lines;
  }
  sv::ListShiftsReply shifts() {
    sv::ListShiftsRequest request;
    request.set_from("2026-03-01");
    request.set_until("2026-04-30");
    return must(sv::PlanningClient(staff).list_shifts(request));
  }
  void book(const sv::ShiftKey& key, const std::string& member, int seat = 0) {
    sv::BookRequest request;
    *request.mutable_key() = key;
    request.set_member(member);
    request.set_seat(seat);
    must(sv::BookingsClient(staff).book(request));
  }
  void register_member(const std::string& id, const std::string& member, int persons) {
    wv::RegisterRequest request;
    request.set_session(id);
    request.set_member(member);
    request.set_persons(persons);
    must(wv::RegistrationsClient(staff).register_(request));
  }
};

TEST_P(Installed, ASessionHasItsRoomUntilItGoes) {
  const auto session = must(add(details("2026-03-14")));
  EXPECT_TRUE(session.zone_held());
  EXPECT_EQ(session.zone_name(), "Salle");
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-14T18:00 Pain au levain"});
  const auto clash = add(details("2026-03-14"));
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().fields.at(0).field, "zone");
  EXPECT_EQ(clash.error().fields.at(0).reason, "workshops.zone_taken");
  EXPECT_EQ(clash.error().fields.at(0).value, "2026-03-14T18:00/2026-03-14T20:00");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM workshops.session"), Lines{"1"});
  must(change(session.id(), details("2026-03-15")));
  installation.settle();
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-15T18:00 Pain au levain"});
  EXPECT_TRUE(get(session.id()).zone_held());
  cancel(session.id());
  EXPECT_EQ(taken("2026-03-14"), Lines{});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM workshops.zone_hold"), Lines{"0"});
}

TEST_P(Installed, ACallThatIsRepeatedTakesTheRoomThatItGaveBack) {
  const auto id = must(add(details("2026-03-14"))).id();
  register_member(id, "1", 4);
  const Uuid operation = make_uuid_v7(1);
  coordinator.next_operation(operation);
  const auto refused = change(id, details("2026-03-15", 3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "workshops.places_taken");
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-14T18:00 Pain au levain"});
  wv::CancelRequest leave;
  leave.set_session(id);
  leave.set_member("1");
  must(wv::RegistrationsClient(staff).cancel(leave));
  coordinator.next_operation(operation);
  EXPECT_TRUE(must(change(id, details("2026-03-15", 3))).zone_held());
  installation.settle();
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-15T18:00 Pain au levain"});
  EXPECT_TRUE(get(id).zone_held());
}

TEST_P(Installed, OneThatIsAnsweredAlreadyHoldsWhatItTook) {
  const Uuid operation = make_uuid_v7(2);
  coordinator.next_operation(operation);
  const auto first = must(add(details("2026-03-14")));
  coordinator.next_operation(operation);
  EXPECT_EQ(must(add(details("2026-03-14"))).id(), first.id());
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-14T18:00 Pain au levain"});
}

TEST_P(Installed, AManagerOfThePremisesMayTakeTheRoomBack) {
  const auto id = must(add(details("2026-03-14"))).id();
  pv::CancelBookingRequest request;
  request.set_booking(installation.sql("SELECT id FROM premises.booking").at(0));
  must(pv::BookingsClient(staff).cancel(request));
  installation.settle();
  EXPECT_FALSE(get(id).zone_held());
  wv::PublishSessionRequest publish;
  publish.set_session(id);
  EXPECT_TRUE(must(wv::SessionsClient(coordinator).publish(publish)).zone_held());
  EXPECT_EQ(taken("2026-03-14"), Lines{"2026-03-14T18:00 Pain au levain"});
}

TEST_P(Installed, WithoutPremisesARoomIsRefusedInWords) {
  hub::v1::DisableModuleRequest disable;
  disable.set_module("premises");
  must(hub::v1::ModulesClient(staff).disable(disable));
  const auto refused = add(details("2026-03-14"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).reason, "workshops.no_premises");
  auto given = details("2026-03-14");
  given.clear_zone();
  EXPECT_FALSE(must(add(given)).zone_held());
}

TEST_P(Installed, HelpersTakeSeatsOfAShiftAndGetTheirTime) {
  auto given = details("2026-03-14");
  given.mutable_helpers()->set_count(2);
  given.mutable_helpers()->set_task("Vaisselle");
  const auto id = must(add(given)).id();
  installation.settle();
  EXPECT_TRUE(get(id).helpers_planned());
  auto all = shifts();
  ASSERT_EQ(all.shifts_size(), 1);
  EXPECT_EQ(all.shifts(0).title(), "Vaisselle");
  EXPECT_EQ(all.shifts(0).module(), "workshops");
  EXPECT_EQ(all.shifts(0).seats_size(), 2);
  EXPECT_EQ(all.shifts(0).minutes(), 120);
  book(all.shifts(0).key(), "1");
  given.set_starts("2026-03-15T18:00");
  given.set_ends("2026-03-15T20:00");
  must(change(id, given));
  installation.settle();
  all = shifts();
  ASSERT_EQ(all.shifts_size(), 1);
  EXPECT_EQ(all.shifts(0).local_start(), "2026-03-15T18:00");
  EXPECT_EQ(all.shifts(0).seats(0).holder(), "1");
  clock.set("2026-03-15T19:30:00Z");
  sv::MarkRequest mark;
  *mark.mutable_key() = all.shifts(0).key();
  mark.add_marks()->set_member("1");
  mark.mutable_marks(0)->set_presence(sv::PRESENCE_PRESENT);
  must(sv::AttendancesClient(staff).mark(mark));
  EXPECT_EQ(installation.sql("SELECT member_number, given FROM shifts.entry"), Lines{"1|120"});
}

TEST_P(Installed, HelpersGoWithTheSession) {
  auto given = details("2026-03-14");
  given.mutable_helpers()->set_count(1);
  const auto id = must(add(given)).id();
  installation.settle();
  book(shifts().shifts(0).key(), "2");
  cancel(id);
  const auto all = shifts();
  ASSERT_EQ(all.shifts_size(), 1);
  EXPECT_EQ(all.shifts(0).state(), sv::SHIFT_STATE_CANCELLED);
  EXPECT_EQ(all.shifts(0).reason(), "La farine manque");
  EXPECT_TRUE(all.shifts(0).seats(0).free());
  EXPECT_FALSE(get(id).helpers_planned());
}

TEST_P(Installed, HelpersKeepTheirSeatsWhenFewerAreAskedFor) {
  auto given = details("2026-03-14");
  given.mutable_helpers()->set_count(3);
  const auto id = must(add(given)).id();
  installation.settle();
  const auto key = shifts().shifts(0).key();
  book(key, "2", 3);
  given.mutable_helpers()->set_count(1);
  must(change(id, given));
  installation.settle();
  EXPECT_EQ(shifts().shifts(0).seats_size(), 1);
  EXPECT_EQ(shifts().shifts(0).seats(0).number(), 3);
  EXPECT_EQ(shifts().shifts(0).seats(0).holder(), "2");
  given.clear_helpers();
  must(change(id, given));
  installation.settle();
  EXPECT_EQ(shifts().shifts(0).state(), sv::SHIFT_STATE_CANCELLED);
  given.mutable_helpers()->set_count(2);
  must(change(id, given));
  installation.settle();
  const auto back = shifts();
  ASSERT_EQ(back.shifts_size(), 1);
  EXPECT_EQ(back.shifts(0).state(), sv::SHIFT_STATE_PLANNED);
  EXPECT_EQ(back.shifts(0).key().template_(), key.template_());
  ASSERT_EQ(back.shifts(0).seats_size(), 2);
}

TEST_P(Installed, AHelperWithAnotherShiftAtTheNewTimeLosesTheSeat) {
  auto given = details("2026-03-14");
  given.mutable_helpers()->set_count(2);
  const auto first = must(add(given)).id();
  given.clear_zone();
  given.set_starts("2026-03-15T18:00");
  given.set_ends("2026-03-15T20:00");
  must(add(given));
  installation.settle();
  const auto key = shifts().shifts(0).key();
  book(key, "1", 1);
  book(key, "2", 2);
  book(shifts().shifts(1).key(), "1", 1);
  given.set_zone(room);
  must(change(first, given));
  installation.settle();
  Lines holders;
  const auto moved = shifts();
  for (const auto& shift : moved.shifts())
    if (shift.key().template_() == key.template_())
      for (const auto& seat : shift.seats()) holders.push_back(seat.holder());
  EXPECT_EQ(holders, (Lines{"", "2"}));
  EXPECT_EQ(installation.sql("SELECT member_number, freed FROM shifts.booking "
                             "WHERE freed IS NOT NULL"),
            Lines{"1|2"});
}

TEST_P(Installed, TheShiftOfHelpersChangesOnlyWithTheSession) {
  auto given = details("2026-03-14");
  given.mutable_helpers()->set_count(1);
  must(add(given));
  installation.settle();
  const auto key = shifts().shifts(0).key();
  sv::CancelShiftRequest cancel_shift;
  *cancel_shift.mutable_key() = key;
  cancel_shift.set_reason("non");
  EXPECT_EQ(sv::PlanningClient(staff).cancel_shift(cancel_shift).error().reason,
            "shifts.of_module");
  sv::EditShiftRequest edit;
  *edit.mutable_key() = key;
  edit.set_title("Autre");
  edit.set_local_start("2026-03-14T10:00");
  edit.set_local_end("2026-03-14T12:00");
  edit.add_seats()->set_number(1);
  EXPECT_EQ(sv::PlanningClient(staff).edit_shift(edit).error().reason, "shifts.of_module");
  EXPECT_EQ(must(sv::PlanningClient(staff).list_templates({})).templates_size(), 0);
  sv::SetTemplateRequest set;
  set.mutable_template_()->set_id(key.template_());
  set.mutable_template_()->set_title("Autre");
  set.mutable_template_()->set_weekday(1);
  set.mutable_template_()->set_starts("08:00");
  set.mutable_template_()->set_ends("10:00");
  set.mutable_template_()->set_valid_from("2026-03-02");
  set.mutable_template_()->add_seats()->set_number(1);
  EXPECT_EQ(sv::PlanningClient(staff).set_template(set).error().code, Code::not_found);
  must(sv::PlanningClient(staff).generate({}));
  sv::AddClosureRequest closure;
  closure.set_from("2026-03-14");
  closure.set_until("2026-03-14");
  closure.set_reason("Inventaire");
  must(sv::PlanningClient(staff).add_closure(closure));
  EXPECT_EQ(shifts().shifts_size(), 1);
  EXPECT_EQ(shifts().shifts(0).state(), sv::SHIFT_STATE_PLANNED);
  EXPECT_EQ(sv::ExtrasClient(staff).set({}).error().code, Code::permission_denied)
      << "no person calls it";
}

INSTANTIATE_TEST_SUITE_P(Compositions, Installed, testing::Values("one_box", "five_services"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace halle::test
