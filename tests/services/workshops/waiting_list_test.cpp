// The waiting list: known answers, and any course of events against a naive model.
#include "services/workshops/domain/waiting_list.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace halle::workshops {
namespace {
using std::chrono::hours;
using std::chrono::minutes;

const Instant evening = parse_instant("2027-01-14T18:00:00Z").value();

Instant before(hours by) {
  return evening - by;
}

Uuid id(int number) {
  Uuid out;
  out.bytes[14] = static_cast<std::uint8_t>(number / 256);
  out.bytes[15] = static_cast<std::uint8_t>(number % 256);
  return out;
}

/// A group that waits; those with a higher number came later.
Listed waits(int number, int persons = 1, int priority = 0) {
  return {id(number), persons, priority, before(hours(200)) + minutes(number), std::nullopt};
}

Places places(int capacity, int taken, bool smaller_may_pass = false) {
  Places out;
  out.capacity = capacity;
  out.taken = taken;
  out.starts = evening;
  out.smaller_may_pass = smaller_may_pass;
  return out;
}

TEST(WaitingList, OffersAFreePlaceForADayAndNeverPastTwoHoursBefore) {
  // Ten places, twelve groups; one leaves 30 hours before.
  auto room = places(10, 9);
  std::vector<Listed> list{waits(12), waits(11)};
  auto change = advance(room, list, before(hours(30)));
  EXPECT_EQ(change.offered, std::vector{id(11)});
  EXPECT_EQ(change.until, before(hours(6)));
  apply(change, room, list);
  EXPECT_EQ(room.free(), 0) << "the place is held";
  EXPECT_TRUE(advance(room, list, before(hours(7))).nothing());
  // The first declines 8 hours before.
  std::erase_if(list, [](const Listed& one) { return one.id == id(11); });
  room.taken -= 1;
  change = advance(room, list, before(hours(8)));
  EXPECT_EQ(change.offered, std::vector{id(12)});
  EXPECT_EQ(change.until, before(hours(2)));
}

TEST(WaitingList, AnOfferThatRunsOutMovesTheListOn) {
  auto room = places(1, 1);
  auto first = waits(1);
  first.until = before(hours(6));
  std::vector<Listed> list{first, waits(2)};
  EXPECT_TRUE(advance(room, list, before(hours(6)) - minutes(1)).nothing());
  const auto change = advance(room, list, before(hours(6)));
  EXPECT_EQ(change.ran_out, std::vector{id(1)});
  EXPECT_EQ(change.offered, std::vector{id(2)});
  EXPECT_EQ(change.until, before(hours(2)));
  apply(change, room, list);
  EXPECT_EQ(room.taken, 1);
  EXPECT_EQ(list.size(), 1u);
}

TEST(WaitingList, AShortTimeBeforePlacesAreAnybodys) {
  const auto room = places(10, 9);
  const std::vector<Listed> list{waits(1)};
  EXPECT_TRUE(advance(room, list, before(hours(1))).nothing());
  EXPECT_TRUE(is_placed_at_once(room, list, waits(2), before(hours(1))));
  EXPECT_FALSE(is_placed_at_once(room, list, waits(2, 2), before(hours(1))));
  EXPECT_FALSE(is_placed_at_once(room, list, waits(2), before(hours(3))))
      << "until then those who wait come first";
}

TEST(WaitingList, ALargeGroupIsNotPassedUnlessTheAssociationAllowsIt) {
  const std::vector<Listed> list{waits(1, 3), waits(2)};
  EXPECT_TRUE(advance(places(10, 8), list, before(hours(30))).nothing());
  EXPECT_FALSE(is_placed_at_once(places(10, 8), list, waits(3), before(hours(30))));
  auto room = places(10, 8, true);
  auto moving = list;
  auto change = advance(room, moving, before(hours(30)));
  EXPECT_EQ(change.offered, std::vector{id(2)});
  apply(change, room, moving);
  EXPECT_EQ(waiting(moving).at(0).id, id(1)) << "it keeps its rank";
  room.taken -= 2;
  change = advance(room, moving, before(hours(29)));
  EXPECT_EQ(change.offered, std::vector{id(1)});
}

TEST(WaitingList, AGroupLargerThanTheSessionHoldsBackNoOther) {
  const std::vector<Listed> list{waits(1, 6), waits(2, 5), waits(3)};
  EXPECT_EQ(advance(places(5, 0), list, before(hours(30))).offered, std::vector{id(2)});
  EXPECT_TRUE(is_placed_at_once(places(5, 4), {waits(1, 6)}, waits(2), before(hours(30))));
}

TEST(WaitingList, OrderIsPriorityThenTimeThenId) {
  auto late = waits(3, 1, 1);
  auto same_time = waits(2);
  same_time.at = waits(1).at;
  std::vector<Uuid> order;
  for (const auto& one : waiting({waits(4), same_time, late, waits(1)})) order.push_back(one.id);
  EXPECT_EQ(order, (std::vector{id(3), id(1), id(2), id(4)}));
}

TEST(WaitingList, AGroupOfHigherPriorityIsNotHeldBackByAnother) {
  const std::vector<Listed> list{waits(1, 3)};
  EXPECT_TRUE(is_placed_at_once(places(10, 8), list, waits(2, 2, 1), before(hours(30))));
  EXPECT_FALSE(is_placed_at_once(places(10, 8), list, waits(2, 2, 0), before(hours(30))));
}

/// A naive model: all groups that ever came, one step at a time.
class Model {
 public:
  enum class State { placed, waits, offered, gone };
  struct Group {
    Listed listed;
    State state;
  };

  explicit Model(const Places& room) : room_(room) {}

  void settle(Instant now) {
    for (auto& [key, group] : groups_)
      if (group.state == State::offered && *group.listed.until <= now) group.state = State::gone;
    while (now < room_.end_of_offers()) {
      Group* next = nullptr;
      for (auto& [key, group] : groups_) {
        if (group.state != State::waits || group.listed.persons > room_.capacity) continue;
        if (room_.smaller_may_pass && group.listed.persons > free()) continue;
        if (next == nullptr || ranks_before(group, *next)) next = &group;
      }
      if (next == nullptr || next->listed.persons > free()) break;
      next->state = State::offered;
      next->listed.until = now + room_.offer_life < room_.end_of_offers() ? now + room_.offer_life
                                                                          : room_.end_of_offers();
    }
  }
  void come(const Listed& group, Instant now) {
    // A group that would be offered places at once has them; late, one that fits.
    groups_[group.id] = {group, State::waits};
    auto trial = *this;
    trial.settle(now);
    const bool late = now >= room_.end_of_offers() && group.persons <= free();
    if (late || trial.groups_.at(group.id).state == State::offered)
      groups_.at(group.id).state = State::placed;
  }
  void resize(int capacity) { room_.capacity = capacity; }
  void leave(const Uuid& key) { groups_.at(key).state = State::gone; }
  void accept(const Uuid& key) { groups_.at(key).state = State::placed; }

  int free() const {
    int taken = 0;
    for (const auto& [key, group] : groups_)
      if (group.state == State::placed || group.state == State::offered)
        taken += group.listed.persons;
    return room_.capacity - taken;
  }
  const std::map<Uuid, Group>& groups() const { return groups_; }

 private:
  static bool ranks_before(const Group& a, const Group& b) {
    if (a.listed.priority != b.listed.priority) return a.listed.priority > b.listed.priority;
    if (a.listed.at != b.listed.at) return a.listed.at < b.listed.at;
    return a.listed.id < b.listed.id;
  }

  Places room_;
  std::map<Uuid, Group> groups_;
};

/// A session as the module keeps it: places, those who have one, the list.
struct Session {
  Places room;
  std::map<Uuid, int> placed;  // persons
  std::vector<Listed> list;
  std::map<Uuid, int> offers;  // how often a place was offered

  void settle(Instant now) {
    const auto change = advance(room, list, now);
    for (const auto& one : change.offered) ++offers[one];
    apply(change, room, list);
  }
  void come(const Listed& group, Instant now) {
    settle(now);
    if (!is_placed_at_once(room, list, group, now)) {
      list.push_back(group);
      return;
    }
    room.taken += group.persons;
    placed[group.id] = group.persons;
  }
  Listed take(const Uuid& key) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Listed& one) { return one.id == key; });
    const auto group = *found;
    list.erase(found);
    return group;
  }
  void accept(const Uuid& key) { placed[key] = take(key).persons; }
  void leave(const Uuid& key, Instant now) {
    if (const auto found = placed.find(key); found != placed.end()) {
      room.taken -= found->second;
      placed.erase(found);
    } else if (const auto group = take(key); group.until) {
      room.taken -= group.persons;
    }
    settle(now);
  }
};

void expect_same(const Session& session, const Model& model) {
  std::size_t listed = 0;
  for (const auto& [key, group] : model.groups()) {
    RC_ASSERT(session.placed.contains(key) == (group.state == Model::State::placed));
    const auto found =
        std::find_if(session.list.begin(), session.list.end(),
                     [&, wanted = key](const Listed& one) { return one.id == wanted; });
    const bool on_list = group.state == Model::State::waits || group.state == Model::State::offered;
    RC_ASSERT((found != session.list.end()) == on_list);
    if (!on_list) continue;
    ++listed;
    RC_ASSERT(found->until.has_value() == (group.state == Model::State::offered));
    if (found->until) RC_ASSERT(*found->until == *group.listed.until);
  }
  RC_ASSERT(session.list.size() == listed);
  RC_ASSERT(session.room.free() == model.free());
  RC_ASSERT(session.room.free() >= 0);
}

RC_GTEST_PROP(WaitingList, AnyCourseOfEventsIsThatOfTheModel, ()) {
  Places room = places(*rc::gen::inRange(1, 12), 0, *rc::gen::arbitrary<bool>());
  room.offer_life = minutes(*rc::gen::inRange(10, 3000));
  room.last_offer = minutes(*rc::gen::inRange(0, 600));
  Session session{room, {}, {}, {}};
  Model model(room);
  Instant now = before(hours(72));
  int came = 0;
  const int events = *rc::gen::inRange(1, 60);
  for (int event = 0; event < events; ++event) {
    now += minutes(*rc::gen::inRange(0, 240));
    session.settle(now);
    model.settle(now);
    std::vector<Uuid> all, offered;
    for (const auto& [key, persons] : session.placed) all.push_back(key);
    for (const auto& one : session.list) {
      all.push_back(one.id);
      if (one.until) offered.push_back(one.id);
    }
    const int what = *rc::gen::inRange(0, 7);
    if (what == 0 && !all.empty()) {
      const auto key = *rc::gen::elementOf(all);
      model.leave(key);
      session.leave(key, now);
      model.settle(now);
    } else if (what == 1 && !offered.empty()) {
      const auto key = *rc::gen::elementOf(offered);
      model.accept(key);
      session.accept(key);
    } else if (what == 2) {
      room.capacity = session.room.taken + *rc::gen::inRange(session.room.taken == 0 ? 1 : 0, 6);
      session.room.capacity = room.capacity;
      model.resize(room.capacity);
      session.settle(now);
      model.settle(now);
    } else if (what >= 3) {
      const Listed group{id(++came), *rc::gen::inRange(1, 5), *rc::gen::inRange(-1, 2), now,
                         std::nullopt};
      model.come(group, now);
      session.come(group, now);
    }
    expect_same(session, model);
  }
  for (const auto& [key, times] : session.offers) RC_ASSERT(times == 1);
}

}  // namespace
}  // namespace halle::workshops
