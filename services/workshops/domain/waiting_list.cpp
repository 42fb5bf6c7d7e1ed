#include "services/workshops/domain/waiting_list.hpp"

#include <algorithm>
#include <tuple>

namespace halle::workshops {
namespace {
bool comes_before(const Listed& a, const Listed& b) {
  return std::tuple(-a.priority, a.at, a.id) < std::tuple(-b.priority, b.at, b.id);
}

bool contains(const std::vector<Uuid>& ids, const Uuid& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Which groups of the queue get places, when so many are free. A group larger than the session, as
/// it is after the capacity was lowered, holds back no other.
std::vector<Uuid> served(const std::vector<Listed>& queue, int free, const Places& places) {
  std::vector<Uuid> ids;
  for (const auto& one : queue) {
    if (one.persons <= free) {
      ids.push_back(one.id);
      free -= one.persons;
    } else if (!places.smaller_may_pass && one.persons <= places.capacity) {
      break;
    }
  }
  return ids;
}
}  // namespace

std::vector<Listed> waiting(const std::vector<Listed>& list) {
  std::vector<Listed> queue;
  for (const auto& one : list)
    if (!one.until) queue.push_back(one);
  std::sort(queue.begin(), queue.end(), comes_before);
  return queue;
}

Advance advance(const Places& places, const std::vector<Listed>& list, Instant now) {
  Advance change;
  int free = places.free();
  for (const auto& one : list) {
    if (!one.ran_out(now)) continue;
    change.ran_out.push_back(one.id);
    free += one.persons;
  }
  if (now >= places.end_of_offers()) return change;
  change.offered = served(waiting(list), free, places);
  change.until = std::min<Instant>(now + places.offer_life, places.end_of_offers());
  return change;
}

void apply(const Advance& change, Places& places, std::vector<Listed>& list) {
  std::vector<Listed> after;
  for (auto one : list) {
    if (contains(change.ran_out, one.id)) {
      places.taken -= one.persons;
      continue;
    }
    if (contains(change.offered, one.id)) {
      one.until = change.until;
      places.taken += one.persons;
    }
    after.push_back(one);
  }
  list = std::move(after);
}

bool is_placed_at_once(const Places& places, const std::vector<Listed>& list, const Listed& comes,
                       Instant now) {
  if (now >= places.end_of_offers()) return comes.persons <= places.free();
  auto queue = waiting(list);
  queue.insert(std::upper_bound(queue.begin(), queue.end(), comes, comes_before), comes);
  return contains(served(queue, places.free(), places), comes.id);
}

}  // namespace halle::workshops
