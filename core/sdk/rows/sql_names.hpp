#pragma once
// Names for numbers in SQL: states and kinds that a table stores as a number are written by their
// name in the proto, so that each has one definition. They become literals, not parameters, because
// PostgreSQL uses a partial index only for a literal.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace halle::sdk {

///   const sdk::SqlNames names{{"open", v1::CYCLE_STATE_OPEN}, {"closed", v1::CYCLE_STATE_CLOSED}};
///   static const std::string statement = names.in("SELECT … WHERE state = {open}");
class SqlNames {
 public:
  struct Name {
    template <class Number>
    Name(std::string_view word, Number value)  // NOLINT(google-explicit-constructor)
        : name(word), number(static_cast<std::int64_t>(value)) {}
    std::string_view name;
    std::int64_t number;
  };
  SqlNames(std::initializer_list<Name> names);  // NOLINT(google-explicit-constructor)

  /// The SQL text with the number in place of each `{name}` (lower-case letters and underscores).
  /// Throws std::invalid_argument for an unknown name. Other braces are kept.
  std::string in(std::string_view sql) const;

 private:
  std::map<std::string, std::string, std::less<>> numbers_;
};

}  // namespace halle::sdk
