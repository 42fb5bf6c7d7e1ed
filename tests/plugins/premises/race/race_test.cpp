// Many clients of three associations book, cancel and ask at once, while a manager answers, zones
// come and go and time passes: no two bookings overlap, and nothing is refused that a serial oracle
// would have accepted.
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "core/db/block.hpp"
#include "tests/plugins/premises/race/race.hpp"

namespace halle::test {
namespace {
using Lines = std::vector<std::string>;

/// A composition, and how many times fewer bookings it is asked for: calls between nodes take time.
using Course = std::pair<const char*, int>;
class Racing : public testing::TestWithParam<Course> {};
INSTANTIATE_TEST_SUITE_P(Race, Racing,
                         testing::Values(Course{"one_box", 1}, Course{"five_services", 3}));

/// Applies what was committed, in its order, to the oracle.
void replay(Installation& installation, const std::map<std::string, Tried>& by_id, Oracle& oracle,
            std::map<pv::BookingState, int>& events) {
  std::set<std::string> known;
  for (const auto& line :
       installation.sql("SELECT key, payload FROM halle.event_log WHERE type = "
                        "'halle.premises.v1.BookingChanged' ORDER BY position")) {
    const auto& one = by_id.at(line.substr(0, 36));
    pv::BookingChanged event;
    ASSERT_TRUE(event.ParseFromString(db::bytes_of(line.substr(37))));
    ++events[event.state()];
    const bool holds =
        event.state() == pv::BOOKING_STATE_ASKED || event.state() == pv::BOOKING_STATE_BOOKED;
    if (!holds) {
      oracle.release(one);
    } else if (known.insert(one.id).second) {
      EXPECT_EQ(oracle.book(one), "") << one.id;
    }
  }
}

TEST_P(Racing, NoTwoOverlapAndNothingIsRefusedForNothing) {
  const auto& [composition, fewer] = GetParam();
  Race race(composition, 64, setting("HALLE_BOOKINGS", 1500) / fewer);
  race.run();
  auto& installation = race.house().installation;
  // No two hold a leaf at once.
  EXPECT_EQ(installation.sql(
                "SELECT a.booking_id, b.booking_id FROM premises.occupation a JOIN "
                "premises.occupation b ON a.zone_id = b.zone_id AND a.booking_id < b.booking_id "
                "AND a.held_from < b.held_until AND b.held_from < a.held_until"),
            Lines{});
  std::map<std::string, Tried> by_id;
  for (const auto& one : race.tried())
    if (!one.id.empty()) by_id[one.id] = one;
  installation.settle();
  Oracle oracle;
  std::map<pv::BookingState, int> events;
  replay(installation, by_id, oracle, events);
  EXPECT_EQ(installation.sql("SELECT count(DISTINCT booking_id) FROM premises.occupation"),
            Lines{std::to_string(oracle.size())});
  // A refusal has a reason at some moment between its question and its answer.
  std::map<std::string, int> refusals;
  for (const auto& one : race.tried()) {
    if (!one.id.empty()) continue;
    ++refusals[one.reason];
    EXPECT_EQ(unexplained(one, race.tried()), "");
  }
  const auto tried = static_cast<int>(race.tried().size());
  std::string counts = std::to_string(tried) + " tried";
  for (const auto& [state, count] : events)
    counts += ", " + pv::BookingState_Name(state) + " " + std::to_string(count);
  for (const auto& [reason, count] : refusals)
    counts += ", " + reason + " " + std::to_string(count);
  SCOPED_TRACE(counts);
  EXPECT_GT(events[pv::BOOKING_STATE_CANCELLED], tried / 20);
  EXPECT_GT(events[pv::BOOKING_STATE_EXPIRED], 0);
  EXPECT_GT(events[pv::BOOKING_STATE_REFUSED], 0);
  EXPECT_GT(refusals["taken"], tried / 20) << "they met";
  EXPECT_GT(refusals["share_used_up"], 0);
  EXPECT_EQ(installation.broken_invariants(), Lines{});
}

}  // namespace
}  // namespace halle::test
