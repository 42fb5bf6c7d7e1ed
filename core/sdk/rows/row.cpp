#include "core/sdk/rows/row.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace halle::sdk::row_detail {
namespace {
// OIDs of pg_type.h.
constexpr std::uint32_t oid_bool = 16;
constexpr std::uint32_t oid_bytea = 17;
constexpr std::array<std::uint32_t, 3> oids_integer = {20, 21, 23};  // int8, int2, int4
// "char", name, text, json, varchar, date, time, numeric, jsonb
constexpr std::array<std::uint32_t, 9> oids_text = {18, 19, 25, 114, 1043, 1082, 1083, 1700, 3802};
constexpr std::uint32_t oid_date = 1082;
constexpr std::uint32_t oid_timestamptz = 1184;
constexpr std::uint32_t oid_uuid = 2950;
constexpr std::uint32_t oid_texts = 1009;
constexpr std::array<std::uint32_t, 3> oids_integers = {1005, 1007,
                                                        1016};  // int2[], int4[], int8[]

template <class List>
bool has(const List& list, std::uint32_t type) {
  return std::find(list.begin(), list.end(), type) != list.end();
}

Error refused(std::string_view column, std::string_view why) {
  return {Code::internal, "halle.row_refused", std::string(column) + ": " + std::string(why)};
}

db::Column column_at(const db::BlockView& block, std::size_t column) {
  auto reader = block.column_reader();
  for (std::size_t i = 0; i < column; ++i) reader.next();
  return reader.next();
}

/// Reads the elements of an array of one dimension: `{a,"b, \\"c",NULL}`. False for NULL elements
/// and other shapes.
bool read_elements(std::string_view cell, std::vector<std::string>& to) {
  to.clear();
  if (cell.size() < 2 || cell.front() != '{' || cell.back() != '}') return false;
  cell = cell.substr(1, cell.size() - 2);
  while (!cell.empty()) {
    std::string element;
    std::size_t at = 0;
    if (cell.front() == '"') {
      for (at = 1; at < cell.size() && cell[at] != '"'; ++at) {
        if (cell[at] == '\\') ++at;
        if (at < cell.size()) element += cell[at];
      }
      if (at >= cell.size()) return false;
      ++at;
    } else {
      at = std::min(cell.find(','), cell.size());
      element = cell.substr(0, at);
      if (element == "NULL" || element.starts_with('{')) return false;
    }
    to.push_back(std::move(element));
    if (at == cell.size()) return true;
    if (cell[at] != ',' || at + 1 == cell.size()) return false;
    cell.remove_prefix(at + 1);
  }
  return true;
}
}  // namespace

bool read(std::string_view cell, std::string& to) {
  to = cell;
  return true;
}

bool read(std::string_view cell, std::string_view& to) {
  to = cell;
  return true;
}

bool read(std::string_view cell, bool& to) {
  to = cell == "t";
  return to || cell == "f";
}

bool read(std::string_view cell, Uuid& to) {
  const auto id = Uuid::parse(cell);
  if (id) to = *id;
  return id.has_value();
}

bool read(std::string_view cell, Instant& to) {
  const auto instant = parse_instant(cell);
  if (instant) to = *instant;
  return instant.has_value();
}

bool read(std::string_view cell, Day& to) {
  const auto day = read_day(cell);
  if (day) to = *day;
  return day.has_value();
}

bool read(std::string_view cell, Bytes& to) {
  if (!cell.starts_with("\\x") || cell.size() % 2 != 0) return false;
  to.data = db::bytes_of(cell);
  return true;
}

bool read(std::string_view cell, std::vector<std::string>& to) {
  return read_elements(cell, to);
}

bool read(std::string_view cell, std::vector<std::int64_t>& to) {
  std::vector<std::string> elements;
  to.clear();
  if (!read_elements(cell, elements)) return false;
  return std::all_of(elements.begin(), elements.end(), [&](const std::string& element) {
    return read_number(element, to.emplace_back());
  });
}

bool read_number(std::string_view cell, std::int64_t& to) {
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), to);
  return error == std::errc() && end == cell.data() + cell.size();
}

bool takes(Kind kind, std::uint32_t type) {
  switch (kind) {
    case Kind::text:
      return has(oids_text, type);
    case Kind::integer:
      return has(oids_integer, type);
    case Kind::boolean:
      return type == oid_bool;
    case Kind::uuid:
      return type == oid_uuid;
    case Kind::instant:
      return type == oid_timestamptz;
    case Kind::day:
      return type == oid_date;
    case Kind::bytes:
      return type == oid_bytea;
    case Kind::texts:
      return type == oid_texts;
    case Kind::integers:
      return has(oids_integers, type);
  }
  return false;
}

Status check_columns(const db::BlockView& block, const std::string_view* names, const Kind* kinds,
                     std::size_t count) {
  if (block.columns() != count)
    return refused(
        "row", "has " + std::to_string(block.columns()) + " columns, not " + std::to_string(count));
  auto columns = block.column_reader();
  for (std::size_t i = 0; i < count; ++i) {
    const auto column = columns.next();
    if (names != nullptr && column.name != names[i])
      return refused(names[i], "is " + std::string(column.name) + " in the result");
    if (!takes(kinds[i], column.type))
      return refused(column.name, "has the type with OID " + std::to_string(column.type));
  }
  return Done{};
}

Error refused_cell(const db::BlockView& block, std::size_t row, std::size_t column) {
  return refused(column_at(block, column).name,
                 block.is_null(row, column) ? "is NULL" : "is out of its range");
}

Error refused_count(std::size_t rows) {
  return refused("row", std::to_string(rows) + " of them where there is one");
}

}  // namespace halle::sdk::row_detail
