#include "core/module/personal.hpp"

#include <algorithm>
#include <vector>

namespace halle::module {
namespace {
using ::halle::module::v1::PersonalData;
using ::halle::module::v1::PersonalTable;

constexpr const char* organisation = "pg_catalog.current_setting('halle.org')::uuid";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

bool is_name(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The rows of a table that are about the person.
std::string condition(const PersonalTable& table) {
  const std::string about = "(" + table.about() + ")";
  return table.global() ? about : std::string("t.org_id = ") + organisation + " AND " + about;
}

Status check(const std::string& schema, const PersonalTable& table) {
  const auto refused = [&](const std::string& why) -> Status {
    return Error{Code::failed_precondition, "halle.module_refused",
                 "what it declares about persons in " + schema + "." + table.table() + " " + why};
  };
  if (!is_name(table.table())) return refused("needs the name of a table");
  const bool exported = !table.title().empty();
  if (table.about().empty() && (exported || table.delete_()))
    return refused("does not say which rows are about a person");
  bool shown = false;
  for (const auto& column : table.columns()) {
    shown = shown || !column.heading().empty();
    if (column.name().empty() && (column.shows().empty() || !column.forget().empty()))
      return refused("has a column without a name");
    if (!column.name().empty() && !is_name(column.name()))
      return refused("has a column that is none: " + column.name());
    if (!column.forget().empty() && table.about().empty())
      return refused("does not say which rows are about a person");
  }
  if (exported != shown) return refused("needs a title and headings, or neither");
  return Done{};
}

/// One SELECT that returns a row for each cell.
std::string export_of(const std::string& schema, int place, const PersonalTable& table) {
  std::string cells;
  int n = 0;
  for (const auto& column : table.columns()) {
    if (column.heading().empty()) continue;
    const std::string shows = column.shows().empty() ? "t." + column.name() : column.shows();
    cells += (n == 0 ? "(" : ", (") + std::to_string(n + 1) + ", " + quoted(column.heading()) +
             ", coalesce((" + shows + ")::text, ''))";
    ++n;
  }
  const std::string order = table.order().empty() ? "1" : table.order();
  return "SELECT " + std::to_string(place) + " AS place, " + quoted(table.title()) +
         "::text AS title, t.halle_line AS line, c.n, c.heading::text AS heading, c.cell "
         "FROM (SELECT t.*, row_number() OVER (ORDER BY " +
         order + ") AS halle_line FROM " + schema + "." + table.table() + " t WHERE " +
         condition(table) + ") t CROSS JOIN LATERAL (VALUES " + cells + ") AS c (n, heading, cell)";
}

/// The statement that forgets the table's rows; empty if they are kept.
std::string forgetting_of(const std::string& schema, const PersonalTable& table) {
  const std::string name = schema + "." + table.table();
  if (table.delete_()) return "DELETE FROM " + name + " t WHERE " + condition(table);
  std::string sets;
  for (const auto& column : table.columns())
    if (!column.forget().empty())
      sets += (sets.empty() ? "" : ", ") + column.name() + " = " + column.forget();
  return sets.empty() ? sets : "UPDATE " + name + " t SET " + sets + " WHERE " + condition(table);
}
}  // namespace

Result<std::string> personal_functions(const std::string& schema, const PersonalData& data) {
  std::string shown;
  std::vector<std::string> forgettings;
  for (int i = 0; i < data.tables_size(); ++i) {
    const auto& table = data.tables(i);
    HALLE_CHECK(check(schema, table));
    if (!table.title().empty())
      shown += (shown.empty() ? "" : "\nUNION ALL\n") + export_of(schema, i, table);
    if (auto forgetting = forgetting_of(schema, table); !forgetting.empty())
      forgettings.push_back(std::move(forgetting));
  }
  std::reverse(forgettings.begin(), forgettings.end());
  std::string sql = "CREATE OR REPLACE FUNCTION " + schema +
                    ".halle_personal(text) RETURNS TABLE (title text, line bigint, heading text, "
                    "cell text) LANGUAGE sql STABLE SET search_path = '' AS $halle$\n";
  if (shown.empty())
    sql += "SELECT '', 0::bigint, '', '' WHERE false";
  else
    sql += "SELECT title, line, heading, cell FROM (" + shown + ") cells ORDER BY place, line, n";
  sql += "\n$halle$;\nCREATE OR REPLACE FUNCTION " + schema +
         ".halle_forget(text) RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $halle$\n"
         "DECLARE v_rows bigint; v_all bigint := 0;\nBEGIN\n";
  for (const auto& forgetting : forgettings)
    sql += forgetting + ";\nGET DIAGNOSTICS v_rows = ROW_COUNT;\nv_all := v_all + v_rows;\n";
  sql += "RETURN v_all;\nEND $halle$;\n";
  const std::string both =
      " ON FUNCTION " + schema + ".halle_personal(text), " + schema + ".halle_forget(text) ";
  return sql + "REVOKE EXECUTE" + both + "FROM PUBLIC;\nGRANT EXECUTE" + both + "TO " + schema +
         "_rw;\n";
}

}  // namespace halle::module
