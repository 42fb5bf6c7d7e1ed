#include "tests/plugins/premises/race/race.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "core/sdk/time.hpp"

namespace halle::test {
namespace {
using Steady = std::chrono::steady_clock;

constexpr int days = 28;
constexpr int share = 3000;  // minutes of each partner
constexpr int most_requests = 20;
constexpr int answer_hours = 6;
constexpr int left_unanswered = 2;  // by the manager, who never gets to the last ones
constexpr int tries_in_a_step = 10;
constexpr int most_steps = 300;  // of 20 minutes: not so far that what is booked begins

struct Preparation {
  int setup;
  int clearing;
};
const std::vector<std::set<int>> leaves{{1, 3, 4}, {1}, {3, 4}, {3}, {4}, {5}, {6}};
const std::vector<Preparation> preparations{{15, 15}, {15, 15}, {15, 15}, {15, 15},
                                            {30, 0},  {0, 45},  {0, 0}};

template <class T>
const T& of(const std::vector<T>& all, int zone) {
  return all[static_cast<std::size_t>(zone)];
}

bool share_a_leaf(int a, int b) {
  return std::any_of(of(leaves, a).begin(), of(leaves, a).end(),
                     [&](int leaf) { return of(leaves, b).contains(leaf); });
}

int held_from(const Tried& one) {
  return one.from - of(preparations, one.zone).setup;
}

int held_until(const Tried& one) {
  return one.until + of(preparations, one.zone).clearing;
}

bool conflict(const Tried& a, const Tried& b) {
  return held_from(a) < held_until(b) && held_from(b) < held_until(a) &&
         share_a_leaf(a.zone, b.zone);
}

bool is_charged(const Tried& one) {
  return one.zone <= 3 && one.association != 0;
}

/// Minutes that it counts towards a share.
int charged(const Tried& one) {
  return is_charged(one) ? held_until(one) - held_from(one) : 0;
}

/// "2026-12-DDTHH:MM"
std::string time_text(int minutes) {
  const auto at = parse_instant("2026-12-01T00:00:00Z").value() + std::chrono::minutes(minutes);
  return format_instant(at).substr(0, 16);
}

/// Whether the booking may have been there at some moment of the request: neither made after its
/// answer nor gone before it was asked.
bool may_have_met(const Tried& booking, const Tried& request) {
  return !booking.id.empty() && booking.asked < request.answered &&
         (!booking.gone || *booking.gone > request.asked);
}
}  // namespace

std::string unexplained(const Tried& refused, const std::vector<Tried>& all) {
  const std::string what = std::to_string(refused.zone) + " " + time_text(refused.from) + " " +
                           time_text(refused.until) + ": " + refused.reason;
  int used = charged(refused);
  int waiting = 0;
  bool taken = false;
  for (const auto& booking : all) {
    if (!may_have_met(booking, refused)) continue;
    taken = taken || conflict(booking, refused);
    if (booking.association != refused.association) continue;
    used += charged(booking);
    if (booking.answer_until) ++waiting;
  }
  const bool explained = refused.reason == "taken"           ? taken
                         : refused.reason == "share_used_up" ? is_charged(refused) && used > share
                         : refused.reason == "too_many_requests"
                             ? refused.zone == 5 && waiting >= most_requests
                             : false;
  return explained ? "" : what;
}

std::string Oracle::book(const Tried& one) {
  for (const auto& [id, other] : booked_)
    if (conflict(other, one)) return "taken by " + id;
  int& used = used_[one.association];
  if (used + charged(one) > share) return "share used up";
  used += charged(one);
  booked_[one.id] = one;
  return "";
}

void Oracle::release(const Tried& one) {
  if (booked_.erase(one.id) > 0) used_[one.association] -= charged(one);
}

Race::Race(const std::string& composition, int clients, int requests)
    : house_(composition), requests_(requests) {
  const auto rules = [](int zone) {
    pv::Rules made;
    made.set_setup_minutes(of(preparations, zone).setup);
    made.set_clearing_minutes(of(preparations, zone).clearing);
    made.set_share_minutes(zone == 0 ? share : 0);
    made.set_answer_hours(zone == 5 ? answer_hours : 0);
    return made;
  };
  zones_.push_back(house_.zone("Local", "", rules(0), true));
  zones_.push_back(house_.zone("Boutique", zones_[0]));
  zones_.push_back(house_.zone("Arrière", zones_[0]));
  zones_.push_back(house_.zone("Cuisine", zones_[2]));
  zones_.push_back(house_.zone("Salle", zones_[2], rules(4), true));
  zones_.push_back(house_.zone("Cour", "", rules(5), true));
  zones_.push_back(house_.zone("Cave"));
  manager_ = house_.installation.create_account(house_.coop, "coordinator");
  const std::vector<Uuid> homes{house_.coop, house_.reuse, house_.trade};
  for (int i = 0; i < clients; ++i)
    tokens_.push_back(
        house_.installation.create_account(homes[static_cast<std::size_t>(i % 3)], "volunteer"));
}

void Race::run() {
  racing_ = static_cast<int>(tokens_.size());
  std::vector<std::thread> threads;
  for (int i = 0; i < static_cast<int>(tokens_.size()); ++i)
    threads.emplace_back([this, i] {
      client(i);
      --racing_;
    });
  threads.emplace_back([this] { answer_requests(); });
  threads.emplace_back([this] { change_zones(); });
  for (auto& thread : threads) thread.join();
  let_run_out();
  for (auto& one : tried_) {
    if (one.id.empty()) continue;
    if (const auto found = gone_.find(one.id); found != gone_.end()) one.gone = found->second;
  }
  // What ran out held nothing from when the clock said so.
  std::set<std::string> unanswered;
  for (const auto& id : house_.installation.sql("SELECT id FROM premises.booking WHERE state = 5"))
    unanswered.insert(id);
  for (auto& one : tried_) {
    if (!unanswered.contains(one.id)) continue;
    const auto passed = clock_read_.lower_bound(*one.answer_until);
    if (passed != clock_read_.end()) one.gone = passed->second;
  }
}

Caller Race::patient(const std::string& token) {
  Caller caller = house_.installation.as(token, house_.coop);
  caller.be_patient(std::chrono::seconds(60));
  return caller;
}

void Race::client(int number) {
  std::mt19937 random(static_cast<unsigned>(number) + 7);
  Caller caller = patient(tokens_[static_cast<std::size_t>(number)]);
  Caller manager = patient(manager_);
  std::vector<Tried> mine;
  for (int i = number; i < requests_; i += static_cast<int>(tokens_.size())) {
    Tried one;
    one.association = number % 3;
    one.zone = random() % 20 == 0 ? 6 : static_cast<int>(random() % 6);
    one.from = static_cast<int>(random() % (days * 48)) * 30;
    one.until = one.from + static_cast<int>(random() % 8 + 1) * 30;
    book(caller, one);
    pass_time();
    mine.push_back(one);
    if (one.answer_until && random() % 4 == 0) answer(manager, one.id, random() % 2 == 0);
    if (one.zone == 6) cancel(caller, mine.back());
    if (random() % 3 == 0) cancel(caller, mine[random() % mine.size()]);
  }
  const std::lock_guard lock(mutex_);
  tried_.insert(tried_.end(), mine.begin(), mine.end());
}

void Race::book(sdk::Caller& caller, Tried& one) {
  one.asked = Steady::now();
  const auto made =
      house_.book(caller, of(zones_, one.zone), time_text(one.from), time_text(one.until));
  one.answered = Steady::now();
  if (!made) {
    one.reason = reasons(made).at(0);
    return;
  }
  one.id = made.value().id();
  if (made.value().has_answer_until())
    one.answer_until = sdk::instant_of(made.value().answer_until());
}

void Race::cancel(sdk::Caller& caller, Tried& one) {
  if (one.id.empty()) return;
  if (must(House::cancel(caller, one.id)).state() == pv::BOOKING_STATE_CANCELLED) note_gone(one.id);
}

void Race::note_gone(const std::string& id) {
  const auto now = Steady::now();
  const std::lock_guard lock(mutex_);
  gone_.emplace(id, now);
}

void Race::answer_requests() {
  std::mt19937 random(3);
  Caller manager = patient(manager_);
  bool accept = true;
  while (racing_ > 0) {
    const auto waiting = must(pv::BookingsClient(manager).list_requests({}));
    if (waiting.requests_size() <= left_unanswered) continue;
    const auto count = static_cast<unsigned>(waiting.requests_size());
    const auto& one = waiting.requests(static_cast<int>(random() % count));
    accept = !accept;
    answer(manager, one.id(), accept);
  }
}

void Race::answer(sdk::Caller& manager, const std::string& id, bool accept) {
  const auto answered = House::answer(manager, id, accept);
  if (answered && !accept) note_gone(id);
  if (!answered) {
    EXPECT_EQ(reasons(answered), std::vector<std::string>{"not_asked"});
  }
}

void Race::change_zones() {
  Caller manager = patient(manager_);
  pv::ZonesClient zones(manager);
  const auto occupied = [](const auto& result) {
    return !result && result.error().reason == "premises.zone_occupied";
  };
  int number = 0;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // zones are locked as they change
    pv::AddZoneRequest add;
    add.set_name("Coin " + std::to_string(++number));
    add.set_whole(zones_[6]);
    const auto added = zones.add(add);
    if (occupied(added)) continue;
    pv::CloseZoneRequest close;
    close.set_zone(must(added).id());
    auto closed = zones.close(close);
    while (occupied(closed)) closed = zones.close(close);
    must(closed);
  } while (racing_ > 0);
}

void Race::pass_time() {
  const int tries = ++tries_;
  if (tries % tries_in_a_step == 0 && tries / tries_in_a_step <= most_steps)
    advance(std::chrono::minutes(20));
}

void Race::advance(std::chrono::minutes passed) {
  const std::lock_guard lock(mutex_);
  house_.clock.advance(passed);
  clock_read_.emplace(house_.clock.clock()(), Steady::now());
}

void Race::let_run_out() {
  advance(std::chrono::hours(answer_hours + 1));
  const bool none_waits = eventually(std::chrono::seconds(60), [this] {
    return house_.installation.sql("SELECT id FROM premises.booking WHERE state = 1").empty();
  });
  EXPECT_TRUE(none_waits) << "the job frees what nobody answered";
}

}  // namespace halle::test
