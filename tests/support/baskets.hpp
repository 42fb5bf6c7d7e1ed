#pragma once
// Real shop baskets played as members' orders over weekly cycles, many at a time, and everything
// that must be true afterwards compared with a brute-force version.

#include <functional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"

namespace halle::test {

/// Where to play: a node's address, a token, an association that is empty yet, and a way to read
/// the database with an administrator's rights.
struct Ground {
  std::string address;
  std::string token;
  Uuid organisation;
  std::function<std::vector<std::string>(const std::string& query)> sql;
};

struct BasketReport {
  int baskets = 0;
  int cycles = 0;
  int lines = 0;
  int calls = 0;
  double ordering_seconds = 0;  // of the orders alone
  double closing_seconds = 0;
  std::vector<std::string> wrong;  // what is not as it must be; empty if all is
};

/// Plays the first `count` baskets of `file` (one a line, names separated by commas), 150 members,
/// with `in_flight` calls at a time. The same seed plays the same orders.
BasketReport play_baskets(const Ground& ground, const std::string& file, int count, int in_flight,
                          unsigned seed);

}  // namespace halle::test
