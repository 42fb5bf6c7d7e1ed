#include "services/membership/domain/import.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"

namespace halle::membership {
namespace {
// Columns: the number, the person's, these.
constexpr std::size_t number = 0;
constexpr std::size_t joined_on = 1 + std::tuple_size_v<decltype(person_fields)>;
constexpr std::size_t member_until = joined_on + 1;

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_time(std::string_view text) {
  const auto parts = split(text, ':');
  constexpr std::array<std::int64_t, 3> limits = {24, 60, 60};
  if (parts.size() < 2 || parts.size() > 3) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto value = all_digits(parts[i]) ? parse_decimal(parts[i], 0) : std::nullopt;
    if (parts[i].size() > 2 || !value || *value >= limits[i]) return false;
  }
  return true;
}

std::string two_digits(const std::string& text) {
  return text.size() == 1 ? "0" + text : text;
}

/// A day so many years later, as text that compares with days.
std::string years_later(const std::string& day, int years) {
  const auto year = parse_decimal(day.substr(0, 4), 0);
  return year ? std::to_string(*year + years) + day.substr(4) : std::string();
}

/// A member as a row gives them; all that is wrong is added to `violations`.
MemberRow read_member(const sheets::Row& row, const sheets::Mapping& mapping,
                      std::set<std::string>& numbers, const std::string& today,
                      std::vector<FieldViolation>& violations) {
  const auto text = [&](std::size_t column) { return sheets::cell(row, mapping, column); };
  const auto reject = [&](std::size_t column, const char* reason) {
    violations.push_back({member_columns()[column].key, reason, text(column)});
  };
  MemberRow member;
  member.line = row.line;
  member.number = text(number);
  check_number(member.number, violations);
  if (violations.empty() && !numbers.insert(member.number).second)
    reject(number, "membership.number_twice");
  std::size_t column = number;
  each_person_field([&](const auto& field) {
    member.*field.rule.value = read_field(field.rule, text(++column), violations);
  });
  const auto day = [&](std::size_t at, int years, const char* reason) -> std::string {
    const std::string given = text(at);
    if (given.empty()) return given;
    const auto value = normal_day(given, years_later(today, years));
    if (!value) reject(at, reason);
    return value.value_or("");
  };
  member.joined_on = day(joined_on, 1, "membership.bad_date");
  member.member_until = day(member_until, 20, "membership.bad_until");
  if (!member.member_until.empty() && member.member_until < member.joined_on)
    reject(member_until, "membership.bad_until");
  return member;
}
}  // namespace

const std::vector<sheets::Column>& member_columns() {
  static const std::vector<sheets::Column> columns = [] {
    std::vector<sheets::Column> all = {
        {"number",
         {"numéro", "n°", "no", "num", "numéro existant", "numéro d'adhérent", "numéro adhérent",
          "numéro de membre", "numéro membre", "n° adhérent", "n° d'adhérent", "n° membre",
          "n° de membre", "member number", "membership number"},
         true}};
    each_person_field([&](const auto& field) {
      all.push_back({std::string(field.rule.key), split(field.rule.headings, '|'),
                     !field.rule.missing.empty()});
    });
    all.insert(all.end(),
               {
                   {"joined_on",
                    {"date d'inscription", "date inscription", "date d'adhésion", "date adhésion",
                     "adhésion", "inscription", "inscrit le", "inscrite le", "adhérent depuis",
                     "adhérente depuis", "joined"}},
                   {"member_until",
                    {"adhésion jusqu'au", "membre jusqu'au", "fin d'adhésion", "fin adhésion",
                     "fin de l'adhésion", "date de fin d'adhésion", "échéance", "échéance adhésion",
                     "à jour jusqu'au", "valable jusqu'au", "membership until", "expires"}},
               });
    return all;
  }();
  return columns;
}

std::optional<std::string> normal_day(std::string_view text, std::string_view latest) {
  if (const auto at = text.find_first_of(" T"); at != std::string_view::npos) {
    if (!is_time(trim(text.substr(at + 1)))) return std::nullopt;
    text = text.substr(0, at);
  }
  const auto real = [latest](std::string day) -> std::optional<std::string> {
    if (!is_day(day) || day < "1900" || day > latest) return std::nullopt;
    return day;
  };
  if (is_day(text)) return real(std::string(text));
  for (const char separator : {'/', '-', '.'}) {
    const auto parts = split(text, separator);
    if (parts.size() != 3) continue;
    if (!std::all_of(parts.begin(), parts.end(), all_digits) || parts[0].size() > 2 ||
        parts[1].size() > 2)
      return std::nullopt;
    const std::string in_year = "-" + two_digits(parts[1]) + "-" + two_digits(parts[0]);
    if (parts[2].size() == 4) return real(parts[2] + in_year);
    if (parts[2].size() != 2 || separator != '/') return std::nullopt;
    const auto of_this_century = real("20" + parts[2] + in_year);
    return of_this_century ? of_this_century : real("19" + parts[2] + in_year);
  }
  return std::nullopt;
}

Result<ParsedMembers> parse_members(const sheets::Sheet& sheet, const sheets::Renamed& renamed,
                                    const std::string& today) {
  HALLE_TRY(mapping, sheets::map_columns(sheet.header, member_columns(), renamed));
  ParsedMembers parsed;
  std::set<std::string> numbers;
  for (const auto& row : sheet.rows) {
    std::vector<FieldViolation> violations;
    MemberRow member = read_member(row, mapping, numbers, today, violations);
    sheets::check_width(row, sheet, violations);
    if (violations.empty())
      parsed.rows.push_back(std::move(member));
    else
      parsed.rejects.push_back({row.line, std::move(violations)});
  }
  parsed.ignored = std::move(mapping.ignored);
  return parsed;
}

}  // namespace halle::membership
