#pragma once
// The parameters of a rule pack: what each pack declares of them, and what an association sets. The
// table, the messages of shifts.proto and the command line read and write them by this list alone.

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace halle::shifts {

/// The numbers that a parameter takes, both ends included.
struct Range {
  int least = 0;
  int most = 0;
};

/// One parameter: a whole number, or yes (1) and no (0).
struct Parameter {
  enum class Kind { number, optional_number, yes_or_no };
  int field = 0;          // its number in the pack's message of shifts.proto
  const char* name = "";  // as in that message; key in shifts.rule and for `halle rules simulate`
  Kind kind = Kind::number;
  Range range{};
  const char* refusal = "";       // reason for a number outside of it
  std::optional<int> usual = {};  // in the shops that the pack comes from
};

constexpr Parameter number(int field, const char* name, Range range, const char* refusal,
                           std::optional<int> usual = {}) {
  return {field, name, Parameter::Kind::number, range, refusal, usual};
}
/// A number that may be absent.
constexpr Parameter optional_number(int field, const char* name, Range range, const char* refusal) {
  return {field, name, Parameter::Kind::optional_number, range, refusal, {}};
}
/// Usually no.
constexpr Parameter yes_or_no(int field, const char* name) {
  return {field, name, Parameter::Kind::yes_or_no, {0, 1}, "", 0};
}

/// Values of parameters. One that is absent reads as 0.
class Values {
 public:
  using Map = std::map<std::string, int, std::less<>>;
  Values() = default;
  Values(Map by_name) : by_name_(std::move(by_name)) {}  // NOLINT(google-explicit-constructor)

  std::optional<int> find(const Parameter& parameter) const {
    const auto found = by_name_.find(parameter.name);
    return found == by_name_.end() ? std::nullopt : std::optional(found->second);
  }
  int operator[](const Parameter& parameter) const { return find(parameter).value_or(0); }
  void set(const Parameter& parameter, int value) { by_name_[parameter.name] = value; }

 private:
  Map by_name_;
};

}  // namespace halle::shifts
