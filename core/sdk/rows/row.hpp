#pragma once
// Rows as structs. The columns of a struct are listed once, beside it:
//
//   struct OfferRow {
//     std::string code;
//     std::int64_t price = 0;           // cents
//     std::optional<std::string> note;  // may be NULL
//   };
//   HALLE_ROW(OfferRow, code, price, note)
//
// A statement selects these columns, under these names, in this order. Another number of columns,
// another name, a type that the field does not take, NULL where the field is not optional, and an
// integer out of its range are refused by name: INTERNAL `halle.row_refused`, never read as 0.
//
// Fields and the types of PostgreSQL they take: std::string and std::string_view (borrowed until
// the handler returns): text, varchar, name, "char", date, time, json, jsonb, numeric; integers and
// enumerations: smallint, integer, bigint; bool: boolean; Uuid: uuid; Instant: timestamptz; Day:
// date; Bytes: bytea; std::vector of std::string or of std::int64_t: text[], bigint[];
// std::optional of these.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"
#include "core/base/time/day.hpp"
#include "core/db/block.hpp"

namespace halle::sdk {

/// The content of a bytea.
struct Bytes {
  std::string data;
};

/// A field of a row's struct and the column it comes from.
template <class Row, class Field>
struct RowField {
  std::string_view name;
  Field Row::*field;
};
template <class Row, class Field>
RowField(const char*, Field Row::*) -> RowField<Row, Field>;

namespace row_detail {

/// Reads one cell, which is not NULL. Returns false if its text is not valid for the field's type.
bool read(std::string_view cell, std::string& to);
bool read(std::string_view cell, std::string_view& to);
bool read(std::string_view cell, bool& to);
bool read(std::string_view cell, Uuid& to);
bool read(std::string_view cell, Instant& to);
bool read(std::string_view cell, Day& to);
bool read(std::string_view cell, Bytes& to);
bool read(std::string_view cell, std::vector<std::string>& to);
bool read(std::string_view cell, std::vector<std::int64_t>& to);
bool read_number(std::string_view cell, std::int64_t& to);

template <class Field>
bool read_integer(std::string_view cell, Field& to) {
  std::int64_t number = 0;
  if (!read_number(cell, number)) return false;
  if constexpr (std::is_enum_v<Field>) {
    to = static_cast<Field>(number);
    return static_cast<std::int64_t>(to) == number;
  } else {
    to = static_cast<Field>(number);
    return std::in_range<Field>(number);
  }
}

enum class Kind { text, integer, boolean, uuid, instant, day, bytes, texts, integers };
/// Whether a column of that type (an OID) can be read as `kind`.
bool takes(Kind kind, std::uint32_t type);

template <class Field>
struct Maybe : std::false_type {
  using Content = Field;
};
template <class Content_>
struct Maybe<std::optional<Content_>> : std::true_type {
  using Content = Content_;
};

template <class Field>
constexpr Kind kind_of() {
  using Content = typename Maybe<Field>::Content;
  if constexpr (std::is_same_v<Content, bool>) return Kind::boolean;
  if constexpr (std::is_integral_v<Content> || std::is_enum_v<Content>) return Kind::integer;
  if constexpr (std::is_same_v<Content, Uuid>) return Kind::uuid;
  if constexpr (std::is_same_v<Content, Instant>) return Kind::instant;
  if constexpr (std::is_same_v<Content, Day>) return Kind::day;
  if constexpr (std::is_same_v<Content, Bytes>) return Kind::bytes;
  if constexpr (std::is_same_v<Content, std::vector<std::string>>) return Kind::texts;
  if constexpr (std::is_same_v<Content, std::vector<std::int64_t>>) return Kind::integers;
  return Kind::text;
}

template <class Field>
bool read_field(const db::BlockView& block, std::size_t row, std::size_t column, Field& to) {
  if constexpr (Maybe<Field>::value) {
    if (block.is_null(row, column)) {
      to.reset();
      return true;
    }
    return read_field(block, row, column, to.emplace());
  } else {
    if (block.is_null(row, column)) return false;
    const auto cell = block.cell(row, column);
    if constexpr (kind_of<Field>() == Kind::integer)
      return read_integer(cell, to);
    else
      return read(cell, to);
  }
}

/// Whether a result has these columns. `names` is null for a single column of any name. Error:
/// `halle.row_refused`.
Status check_columns(const db::BlockView& block, const std::string_view* names, const Kind* kinds,
                     std::size_t count);
/// Why a cell was refused.
Error refused_cell(const db::BlockView& block, std::size_t row, std::size_t column);
/// The error for a result with another number of rows than expected.
Error refused_count(std::size_t rows);

template <class Row>
concept Listed = requires(const Row* row) {
  halle_row(row);
};

template <class Row, std::size_t... At>
Status check_listed(const db::BlockView& block, std::index_sequence<At...>) {
  constexpr auto fields = halle_row(static_cast<const Row*>(nullptr));
  constexpr std::string_view names[] = {std::get<At>(fields).name...};
  constexpr Kind kinds[] = {
      kind_of<std::remove_cvref_t<decltype(std::declval<Row>().*std::get<At>(fields).field)>>()...};
  return check_columns(block, names, kinds, sizeof...(At));
}

template <class Row, std::size_t... At>
Status read_listed(const db::BlockView& block, std::size_t row, Row& to,
                   std::index_sequence<At...>) {
  constexpr auto fields = halle_row(static_cast<const Row*>(nullptr));
  std::size_t at = 0;
  const bool good =
      ((at = At, read_field(block, row, At, to.*(std::get<At>(fields).field))) && ...);
  return good ? Status(Done{}) : Status(refused_cell(block, row, at));
}

template <class Row>
using FieldsOf = std::make_index_sequence<
    std::tuple_size_v<decltype(halle_row(static_cast<const Row*>(nullptr)))>>;

template <class Row>
Status check(const db::BlockView& block) {
  if constexpr (Listed<Row>) {
    return check_listed<Row>(block, FieldsOf<Row>{});
  } else {
    constexpr Kind kind = kind_of<Row>();
    return check_columns(block, nullptr, &kind, 1);
  }
}

template <class Row>
Status read_one(const db::BlockView& block, std::size_t row, Row& to) {
  if constexpr (Listed<Row>)
    return read_listed(block, row, to, FieldsOf<Row>{});
  else
    return read_field(block, row, 0, to) ? Status(Done{}) : Status(refused_cell(block, row, 0));
}

}  // namespace row_detail

/// All rows of a block. `Row` is a struct with HALLE_ROW or the type of the only column.
template <class Row>
Result<std::vector<Row>> read_rows(const db::BlockView& block) {
  static_assert(!std::is_same_v<Row, bool>, "std::vector<bool> has no elements to read into");
  HALLE_CHECK(row_detail::check<Row>(block));
  std::vector<Row> rows(block.rows());
  for (std::size_t i = 0; i < rows.size(); ++i)
    HALLE_CHECK(row_detail::read_one(block, i, rows[i]));
  return rows;
}

/// The only row of a block, if it has one.
template <class Row>
Result<std::optional<Row>> read_row(const db::BlockView& block) {
  HALLE_CHECK(row_detail::check<Row>(block));
  std::optional<Row> row;
  if (block.rows() > 1) return row_detail::refused_count(block.rows());
  if (block.rows() == 1) HALLE_CHECK(row_detail::read_one(block, 0, row.emplace()));
  return row;
}

}  // namespace halle::sdk

// Lists the columns of `Row`, in its namespace. The lines below it apply a macro to each of the
// arguments, 256 at most.
#define HALLE_ROW(Row, ...)                               \
  [[maybe_unused]] constexpr auto halle_row(const Row*) { \
    return std::tuple{HALLE_ROW_EACH(Row, __VA_ARGS__)};  \
  }
#define HALLE_ROW_FIELD(Row, name) \
  ::halle::sdk::RowField {         \
#name, &Row::name              \
  }
#define HALLE_ROW_EACH(Row, ...) HALLE_ROW_4(HALLE_ROW_NEXT(Row, __VA_ARGS__))
#define HALLE_ROW_NEXT(Row, name, ...) \
  HALLE_ROW_FIELD(Row, name) __VA_OPT__(, HALLE_ROW_AGAIN HALLE_ROW_PARENS(Row, __VA_ARGS__))
#define HALLE_ROW_AGAIN() HALLE_ROW_NEXT
#define HALLE_ROW_PARENS ()
#define HALLE_ROW_4(...) HALLE_ROW_3(HALLE_ROW_3(HALLE_ROW_3(HALLE_ROW_3(__VA_ARGS__))))
#define HALLE_ROW_3(...) HALLE_ROW_2(HALLE_ROW_2(HALLE_ROW_2(HALLE_ROW_2(__VA_ARGS__))))
#define HALLE_ROW_2(...) HALLE_ROW_1(HALLE_ROW_1(HALLE_ROW_1(HALLE_ROW_1(__VA_ARGS__))))
#define HALLE_ROW_1(...) __VA_ARGS__
