// Slow on purpose: states the rules instead of computing them.
#include "tests/services/orders/oracle.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace halle::test::oracle {
namespace {

struct Token {
  Instant at;
  int member = 0;  // place in the byte order of the members
  int version = 0;

  bool operator<(const Token& other) const {
    return std::tie(at, member, version) < std::tie(other.at, other.member, other.version);
  }
};

using Tokens = std::vector<Token>;

void hold(Tokens& tokens, std::int64_t wanted, const Token& stamp) {
  while (std::ssize(tokens) < wanted) tokens.push_back(stamp);
  while (std::ssize(tokens) > wanted) tokens.pop_back();
}

}  // namespace

std::int64_t quantity(std::int64_t firm, std::int64_t tolerance, std::int64_t case_size,
                      std::int64_t minimum) {
  const std::int64_t lot = case_size > 0 ? case_size : std::gcd(firm, minimum);
  if (firm == 0 || lot == 0) return 0;

  const auto filled = [&](std::int64_t candidate) { return candidate <= firm + tolerance; };
  const auto last_lot_has_something_firm = [&](std::int64_t candidate) {
    return candidate - lot < firm;
  };

  std::int64_t wanted = 0;
  for (std::int64_t candidate = 0; filled(candidate); candidate += lot)
    if (last_lot_has_something_firm(candidate)) wanted = std::max(wanted, candidate);
  if (wanted >= minimum) return wanted;

  for (std::int64_t candidate = 0; filled(candidate); candidate += lot)
    if (candidate >= minimum) return candidate;
  return 0;
}

std::map<std::string, std::int64_t> shares(std::vector<Change> changes, std::int64_t quantity) {
  std::int64_t size = quantity;
  std::map<std::string, std::map<int, Change>> lines;
  for (const Change& change : changes) {
    size = std::gcd(size, std::gcd(change.firm, change.tolerance));
    lines[change.member][change.version] = change;
  }
  if (size == 0) return {};

  std::vector<std::string> members;
  Tokens all_firm;
  Tokens all_tolerance;
  for (const auto& [member, versions] : lines) {
    Tokens firm;
    Tokens tolerance;
    Instant at = Instant::min();
    for (const auto& [version, change] : versions) {
      at = std::max(at, change.at);
      const Token stamp{at, static_cast<int>(members.size()), version};
      hold(firm, change.firm / size, stamp);
      hold(tolerance, change.tolerance / size, stamp);
    }
    all_firm.insert(all_firm.end(), firm.begin(), firm.end());
    all_tolerance.insert(all_tolerance.end(), tolerance.begin(), tolerance.end());
    members.push_back(member);
  }
  std::sort(all_firm.begin(), all_firm.end());
  std::sort(all_tolerance.begin(), all_tolerance.end());

  std::map<std::string, std::int64_t> result;
  std::int64_t left = quantity;
  for (const Tokens* tokens : {&all_firm, &all_tolerance})
    for (const Token& token : *tokens) {
      std::int64_t& share = result[members[static_cast<std::size_t>(token.member)]];
      if (left == 0) continue;
      share += size;
      left -= size;
    }
  return result;
}

}  // namespace halle::test::oracle
