// Kills between the end of an offer and the next one: the waiting list of a workshop goes on where
// it was. HALLE_OFFER_KILLS makes it longer (tests/faults).
#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <random>
#include <thread>

#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
namespace wv = workshops::v1;
using Lines = std::vector<std::string>;

constexpr int sessions = 12;  // of one place each

class Studio {
 public:
  explicit Studio(int waiting) {
    caller.be_patient(60s);
    Shop(caller).add_members(waiting + 1);
    wv::SetWorkshopRequest workshop;
    workshop.mutable_workshop()->set_title("Pain au levain");
    const auto id = must(wv::WorkshopsClient(caller).set(workshop)).id();
    const auto day = day_after(format_instant(system_clock()()).substr(0, 10), 30);
    for (int n = 0; n < sessions; ++n) {
      wv::AddSessionRequest add;
      add.mutable_details()->set_workshop(id);
      add.mutable_details()->set_starts(day + "T18:00");
      add.mutable_details()->set_ends(day + "T20:00");
      add.mutable_details()->set_capacity(1);
      add.set_publish(true);
      const auto session = must(wv::SessionsClient(caller).add(add)).id();
      for (int member = 1; member <= waiting + 1; ++member) come(session, std::to_string(member));
      wv::CancelRequest leave;
      leave.set_session(session);
      leave.set_member("1");
      must(wv::RegistrationsClient(caller).cancel(leave));
    }
  }
  /// All offers have run out, and the job that goes on with the lists is due.
  void end_offers() const {
    running.sql(
        "UPDATE workshops.registration SET until = now() - interval '1 second' WHERE state = 3");
    let_job_run();
  }
  void let_job_run() const {
    running.sql("UPDATE halle.job SET started_at = NULL WHERE id = 'workshops.advance'");
  }
  bool job_runs() const {
    return running.sql(
               "SELECT count(*) FROM halle.job WHERE id = 'workshops.advance' "
               "AND started_at IS NOT NULL") == Lines{"1"};
  }
  /// Offers that may be accepted now.
  int offers() const {
    return std::stoi(running
                         .sql("SELECT count(*) FROM workshops.registration "
                              "WHERE state = 3 AND until > now()")
                         .at(0));
  }
  void kill_nodes() const {
    for (const auto node : running.processes("halle-node")) ::kill(node, SIGKILL);
  }
  /// How often each registration was offered a place.
  std::map<std::string, int> times_offered() const {
    std::map<std::string, int> times;
    for (const auto& hex :
         running.sql("SELECT encode(payload, 'hex') FROM halle.event_log "
                     "WHERE type = 'halle.workshops.v1.RegistrationChanged' ORDER BY position")) {
      std::string bytes;
      for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
      wv::RegistrationChanged event;
      EXPECT_TRUE(event.ParseFromString(bytes));
      if (event.state() == wv::REGISTRATION_STATE_OFFERED) ++times[event.registration()];
    }
    return times;
  }

  Running running;
  Uuid coop = running.create_organisation("coop");
  net::Client client{running.address()};
  Caller caller{client, running.token(), coop};

 private:
  void come(const std::string& session, const std::string& member) {
    wv::RegisterRequest request;
    request.set_session(session);
    request.set_member(member);
    must(wv::RegistrationsClient(caller).register_(request));
  }
};

TEST(Offers, GoOnAfterAKillWithNobodySkippedOrAskedTwice) {
  const int kills = setting("HALLE_OFFER_KILLS", 4);
  Studio studio(kills + 2);
  ASSERT_EQ(studio.offers(), sessions);
  std::mt19937 random(46);
  for (int kill = 0; kill < kills; ++kill) {
    studio.end_offers();
    ASSERT_TRUE(eventually(60s, [&] { return studio.job_runs(); }));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
    studio.kill_nodes();
    ASSERT_TRUE(eventually(60s, [&] {
      if (studio.offers() == sessions) return true;
      studio.let_job_run();
      return false;
    })) << "the lists go on by themselves";
  }
  // Each list from its beginning: ran out, ran out, …, offered, waiting, ….
  const auto lists = studio.running.sql(
      "SELECT string_agg(CASE state WHEN 4 THEN 'r' WHEN 3 THEN 'o' ELSE 'w' END, '' "
      "ORDER BY registered_at, id) FROM workshops.registration "
      "WHERE member_number <> '1' GROUP BY session_id");
  EXPECT_EQ(lists, Lines(sessions, std::string(static_cast<std::size_t>(kills), 'r') + "ow"));
  EXPECT_TRUE(eventually(
      20s, [&] { return studio.running.sql("SELECT count(*) FROM halle.outbox") == Lines{"0"}; }));
  const auto times = studio.times_offered();
  EXPECT_EQ(times.size(), static_cast<std::size_t>(sessions * (kills + 1)));
  for (const auto& [registration, count] : times) EXPECT_EQ(count, 1) << registration;
  must(wv::WorkshopsClient(studio.caller).list({}));  // the node is back
  std::string report;
  EXPECT_EQ(studio.running.halle({"check"}, &report), 0) << report;
}

}  // namespace
}  // namespace halle::test
