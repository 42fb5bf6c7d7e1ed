#pragma once
// The figures of a run, beside what they were when tests/benchmarks/floor.txt was recorded.

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace halle::test {

class Figures {
 public:
  /// `out` outlives it. `floor`: name and value, one a line.
  Figures(std::ostream& out, std::istream& floor);

  /// Prints a figure and whether it reaches its target (0: none). `higher` means better. One that
  /// is more than 15 % worse than its floor is kept in worse().
  void say(const std::string& name, double value, double target, bool higher);
  /// Names, in the order of say().
  const std::vector<std::string>& worse() const { return worse_; }

 private:
  std::ostream& out_;
  std::map<std::string, double> floor_;
  std::vector<std::string> worse_;
};

}  // namespace halle::test
