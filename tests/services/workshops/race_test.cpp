// Many members race for the last place, on one node and on one node for each service.
#include <atomic>
#include <future>
#include <pqxx/pqxx>
#include <random>
#include <thread>

#include "halle/workshops/v1/visitors.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace wv = workshops::v1;
using Lines = std::vector<std::string>;

class Races : public testing::TestWithParam<const char*> {
 protected:
  static constexpr int members = 100;

  void SetUp() override {
    Shop(staff).add_members(members);
    installation.settle();
    for (int n = 1; n <= members; ++n)
      tokens.push_back(installation.create_account(coop, "member", std::to_string(n)));
  }
  void TearDown() override { EXPECT_EQ(installation.broken_invariants(), Lines{}); }

  std::string session(int capacity) {
    if (workshop.empty()) {
      wv::SetWorkshopRequest request;
      request.mutable_workshop()->set_title("Pain au levain");
      workshop = must(wv::WorkshopsClient(staff).set(request)).id();
    }
    wv::AddSessionRequest request;
    auto& details = *request.mutable_details();
    details.set_workshop(workshop);
    details.set_starts("2026-03-14T18:00");
    details.set_ends("2026-03-14T20:00");
    details.set_capacity(capacity);
    request.set_publish(true);
    return must(wv::SessionsClient(staff).add(request)).id();
  }
  /// Every member does it at the same time, from 20 threads.
  template <class Act>
  void all_at_once(Act act) {
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 20; ++t)
      threads.emplace_back([&] {
        for (int n = next++; n < members; n = next++) {
          Caller caller = installation.as(tokens[static_cast<std::size_t>(n)], coop);
          act(caller, std::to_string(n + 1));
        }
      });
    for (auto& thread : threads) thread.join();
  }
  static wv::Registration come(sdk::Caller& caller, const std::string& id,
                               const std::string& member) {
    wv::RegisterRequest request;
    request.set_session(id);
    request.set_member(member);
    return must(wv::RegistrationsClient(caller).register_(request));
  }
  std::string count(const std::string& id, int state) {
    return installation
        .sql("SELECT coalesce(sum(persons), 0) FROM workshops.registration WHERE session_id = '" +
             id + "' AND state = " + std::to_string(state))
        .at(0);
  }

  ManualClock clock{"2026-03-07T09:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  std::vector<std::string> tokens;
  std::string workshop;
};

INSTANTIATE_TEST_SUITE_P(Topologies, Races, testing::Values("one_box", "five_services"));

TEST_P(Races, OneOfAHundredGetsTheLastPlace) {
  for (int round = 0; round < setting("HALLE_ROUNDS", 3); ++round) {
    const auto id = session(1);
    std::atomic<int> placed{0};
    std::atomic<int> waiting{0};
    all_at_once([&](sdk::Caller& caller, const std::string& member) {
      const auto made = come(caller, id, member);
      ++(made.state() == wv::REGISTRATION_STATE_REGISTERED ? placed : waiting);
    });
    EXPECT_EQ(placed, 1);
    EXPECT_EQ(waiting, members - 1);
    EXPECT_EQ(count(id, 1), "1");
  }
}

TEST_P(Races, EveryPlaceThatComesFreeIsOfferedOnce) {
  const auto id = session(50);
  all_at_once([&](sdk::Caller& caller, const std::string& member) { come(caller, id, member); });
  EXPECT_EQ(count(id, 1), "50");
  // All leave at once: those with a place, those who wait, those who were offered one meanwhile.
  all_at_once([&](sdk::Caller& caller, const std::string& member) {
    if (std::stoi(member) % 2 != 0) return;
    wv::CancelRequest request;
    request.set_session(id);
    request.set_member(member);
    must(wv::RegistrationsClient(caller).cancel(request));
  });
  EXPECT_EQ(count(id, 1), installation
                              .sql("SELECT count(*) FROM workshops.registration WHERE state = 1 "
                                   "AND member_number::int % 2 = 1")
                              .at(0));
  EXPECT_EQ(count(id, 2), "0") << "50 are left for 50 places";
  EXPECT_EQ(std::stoi(count(id, 1)) + std::stoi(count(id, 3)), 50);
  installation.settle();
  EXPECT_EQ(installation.sql("SELECT key, count(*) FROM halle.event_log WHERE type = "
                             "'halle.workshops.v1.RegistrationChanged' GROUP BY key"),
            Lines{id + "|" +
                  installation
                      .sql("SELECT 100 + 50 + count(*) FROM workshops.registration "
                           "WHERE state = 3 OR (state = 4 AND ended = 2)")
                      .at(0)})
      << "made, left, offered: each change once";
}

TEST_P(Races, GroupsAndVisitorsComeAndLeaveAtOnce) {
  const auto id = session(20);
  all_at_once([&](sdk::Caller& caller, const std::string& member) {
    std::minstd_rand random(static_cast<unsigned>(std::stoi(member)));
    const auto group = [&] { return static_cast<int>(random() % 3) + 1; };
    wv::RegisterRequest come;
    come.set_session(id);
    come.set_member(member);
    come.set_persons(group());
    must(wv::RegistrationsClient(caller).register_(come));
    wv::CancelRequest leave;
    leave.set_session(id);
    if (random() % 3 == 0) {
      leave.set_member(member);
      must(wv::RegistrationsClient(caller).cancel(leave));
    } else {
      wv::AcceptRequest accept;
      accept.set_session(id);
      accept.set_member(member);
      (void)wv::RegistrationsClient(caller).accept(accept);  // if one is offered
    }
    Caller operators = installation.as_operator(coop);
    wv::AddVisitorRequest guest;
    guest.set_session(id);
    guest.mutable_visitor()->set_name("Ida " + std::string(random() % 9 + 1, 'a'));
    guest.mutable_visitor()->set_telephone("0238000000");
    guest.set_persons(group());
    const auto added = must(wv::VisitorsClient(operators).add(guest));
    if (random() % 2 == 0) return;
    leave.clear_member();
    leave.set_registration(added.id());
    must(wv::RegistrationsClient(operators).cancel(leave));
  });
  EXPECT_LE(std::stoi(count(id, 1)) + std::stoi(count(id, 3)), 20);
  EXPECT_EQ(installation.sql(R"(
      SELECT count(*) FROM workshops.session s
       WHERE s.capacity - s.taken >= (SELECT r.persons FROM workshops.registration r
               WHERE r.session_id = s.id AND r.state = 2
               ORDER BY r.priority DESC, r.registered_at, r.id LIMIT 1))"),
            Lines{"0"})
      << "the group that is next waits only as long as it does not fit";
}

TEST_P(Races, AMemberWhoLeavesMeanwhileGetsNoPlace) {
  const auto id = session(1);
  Caller caller = installation.as(tokens.at(0), coop);
  pqxx::connection database(server().admin(installation.database()));
  pqxx::work leaving(database);
  leaving.exec("SELECT 1 FROM workshops.member WHERE number = '1' FOR UPDATE");
  auto made = std::async(std::launch::async, [&] {
    wv::RegisterRequest request;
    request.set_session(id);
    request.set_member("1");
    return wv::RegistrationsClient(caller).register_(request);
  });
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] {
    return installation.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == Lines{"1"};
  }));
  leaving.exec("UPDATE workshops.member SET standing = 3 WHERE number = '1'");
  leaving.commit();
  const auto refused = made.get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "workshops.member_inactive");
  EXPECT_EQ(count(id, 1), "0");
}

}  // namespace
}  // namespace halle::test
