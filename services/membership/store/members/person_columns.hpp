#pragma once
// The columns of a person (domain/person.hpp) in rows, parameters and statements.

#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "core/sdk/call.hpp"
#include "services/membership/domain/person.hpp"

namespace halle::membership {

/// A person as a row, or as part of one: see row_with_person().
constexpr auto halle_row(const Person*) {
  return std::apply(
      [](const auto&... field) {
        return std::tuple{sdk::RowField<Person, std::string>{field.rule.key, field.rule.value}...};
      },
      person_fields);
}

namespace store {

/// The columns of `Row` and then those of a person, for a row that is both:
///
///   struct Listed : ListedColumns, Person {};
///   constexpr auto halle_row(const Listed*) { return row_with_person<ListedColumns>(); }
template <class Row>
constexpr auto row_with_person() {
  return std::tuple_cat(halle_row(static_cast<const Row*>(nullptr)),
                        halle_row(static_cast<const Person*>(nullptr)));
}

/// The statement with the columns of a person, separated by commas, in place of each
/// `{person: PATTERN}`: the pattern once for each column, with its name in place of `*`; a
/// parameter in it, such as `$7`, is that of the first column.
///
///   INSERT INTO member (id, {person: *}) VALUES ($1, {person: $2})
///   INSERT INTO member (id, name, first_name, …) VALUES ($1, $2, $3, …)
std::string with_person(std::string_view statement);

/// Parameters of such a statement: a person's values, or an array of values for each field.
std::array<sdk::Value, std::tuple_size_v<decltype(person_fields)>> values_of(const Person& person);
template <class Rows>
auto unnest_persons(const Rows& rows) {
  return std::apply([&](const auto&... field) { return sdk::unnest(rows, field.rule.value...); },
                    person_fields);
}

}  // namespace store
}  // namespace halle::membership
