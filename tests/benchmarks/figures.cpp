#include "tests/benchmarks/figures.hpp"

#include <cmath>
#include <istream>

namespace halle::test {

Figures::Figures(std::ostream& out, std::istream& floor) : out_(out) {
  std::string name;
  for (double value = 0; floor >> name >> value;) floor_[name] = value;
}

void Figures::say(const std::string& name, double value, double target, bool higher) {
  // What cannot be measured (a division by nothing) is neither.
  const auto better = [&](double a, double b) { return higher ? a >= b : a <= b; };
  out_ << name << " " << std::round(value * 100) / 100;
  if (target > 0) out_ << (better(value, target) ? "  reaches " : "  MISSES ") << target;
  if (const auto found = floor_.find(name); found != floor_.end()) {
    const bool worse = !better(value, found->second * (higher ? 0.85 : 1.15));
    out_ << ", floor " << found->second << (worse ? ": WORSE" : "");
    if (worse) worse_.push_back(name);
  }
  out_ << std::endl;
}

}  // namespace halle::test
