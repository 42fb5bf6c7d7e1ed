#include "services/membership/domain/import.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "core/base/text/decimal.hpp"
#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"

namespace halle::membership {
namespace {
enum MemberColumn : std::size_t {
  number,
  name,
  first_name,
  email,
  telephone,
  street,
  post_code,
  town,
  joined_on,
  member_until
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// Takes away what people write between the digits of a number.
std::string without_marks(std::string_view text, bool spaces_only) {
  // No-break spaces, then hyphens and dashes (U+2010..U+2014) that word processors put in.
  constexpr std::array<std::string_view, 3> spaces = {" ", "\xC2\xA0", "\xE2\x80\xAF"};
  constexpr std::array<std::string_view, 9> marks = {
      ".",           "-", "(", ")", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93",
      "\xE2\x80\x94"};
  std::string out;
  const auto skip = [&](const auto& list) {
    for (const auto& mark : list)
      if (text.starts_with(mark)) {
        text.remove_prefix(mark.size());
        return true;
      }
    return false;
  };
  while (!text.empty()) {
    if (skip(spaces) || (!spaces_only && skip(marks))) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

/// `digits` is what follows the country code, with or without the 0 of the national form. Overseas
/// departments are dialled alike and have country codes of their own.
std::optional<std::string> french_number(std::string_view digits) {
  if (digits.starts_with('0')) digits.remove_prefix(1);
  if (digits.size() != 9 || !all_digits(digits) || digits.front() == '0') return std::nullopt;
  using Overseas = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Overseas, 14> overseas = {
      Overseas{"262", "+262"}, {"263", "+262"}, {"269", "+262"}, {"639", "+262"}, {"692", "+262"},
      {"693", "+262"},         {"590", "+590"}, {"690", "+590"}, {"691", "+590"}, {"594", "+594"},
      {"694", "+594"},         {"596", "+596"}, {"696", "+596"}, {"697", "+596"}};
  for (const auto& [block, country] : overseas)
    if (digits.starts_with(block)) return std::string(country) + std::string(digits);
  if (digits.starts_with("508")) return "+508" + std::string(digits.substr(3));
  return "+33" + std::string(digits);
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

/// A number alone, such as a house number or a post code that slipped into the wrong column.
bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789., ") == std::string_view::npos;
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const auto& line : split(text, '\n')) {
    const std::string part = trim(line);
    if (part.empty()) continue;
    if (!out.empty()) out += out.ends_with(',') ? " " : ", ";
    out += part;
  }
  return out;
}

bool is_town(std::string_view text) {
  std::size_t run = 0;
  bool letters = false;
  for (const char c : text) {
    run = is_digit(c) ? run + 1 : 0;
    if (run >= 4) return false;
    letters |= is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
  }
  return letters && is_plain_text(text, 100);
}

/// Collects what is wrong in one row while its cells are read.
class RowReader {
 public:
  RowReader(const sheets::Row& row, const sheets::Mapping& mapping) : row_(row), map_(mapping) {}

  std::string text(MemberColumn column) const { return sheets::cell(row_, map_, column); }
  void reject(MemberColumn column, std::string reason, std::string value) {
    violations.push_back({member_columns()[column].key, std::move(reason), std::move(value)});
  }
  template <class Normalise>
  std::string optional(MemberColumn column, Normalise normalise, const char* reason) {
    std::string given = text(column);
    if (given.empty()) return given;
    std::optional<std::string> value = normalise(given);
    if (value) return *std::move(value);
    reject(column, reason, std::move(given));
    return {};
  }

  std::vector<FieldViolation> violations;

 private:
  const sheets::Row& row_;
  const sheets::Mapping& map_;
};

/// Accepts what `is_right` accepts, unchanged.
template <class IsRight>
auto unchanged(IsRight is_right) {
  return [is_right](const std::string& text) {
    return is_right(text) ? std::optional(text) : std::nullopt;
  };
}

MemberRow read_member(RowReader& reader, int line, std::set<std::string>& numbers,
                      const std::string& today) {
  MemberRow member;
  member.line = line;
  member.number = reader.text(number);
  if (member.number.empty())
    reader.reject(number, "membership.number_missing", {});
  else if (!sheets::is_reference(member.number, 20))
    reader.reject(number, "membership.bad_number", member.number);
  else if (!numbers.insert(member.number).second)
    reader.reject(number, "membership.number_twice", member.number);

  const auto is_name = [](const std::string& text) { return is_plain_text(text, 100); };
  if (reader.text(name).empty()) reader.reject(name, "membership.name_missing", {});
  member.name = reader.optional(name, unchanged(is_name), "membership.bad_name");
  member.first_name = reader.optional(first_name, unchanged(is_name), "membership.bad_first_name");
  member.email = reader.optional(email, normal_email, "membership.bad_email");
  member.telephone = reader.optional(telephone, normal_telephone, "membership.bad_telephone");
  member.street = reader.optional(
      street,
      [](const std::string& text) -> std::optional<std::string> {
        std::string one_line = on_one_line(text);
        if (is_number(one_line) || !is_plain_text(one_line, 200)) return std::nullopt;
        return one_line;
      },
      "membership.bad_street");
  member.post_code = reader.optional(post_code, normal_post_code, "membership.bad_post_code");
  member.town = reader.optional(town, unchanged(is_town), "membership.bad_town");
  const auto until = [&](int years) {
    return [latest = years_later(today, years)](const std::string& text) {
      return normal_day(text, latest);
    };
  };
  member.joined_on = reader.optional(joined_on, until(1), "membership.bad_date");
  member.member_until = reader.optional(member_until, until(20), "membership.bad_until");
  if (!member.member_until.empty() && member.member_until < member.joined_on)
    reader.reject(member_until, "membership.bad_until", reader.text(member_until));
  return member;
}
}  // namespace

const std::vector<sheets::Column>& member_columns() {
  static const std::vector<sheets::Column> columns = {
      {"number",
       {"numéro", "n°", "no", "num", "numéro existant", "numéro d'adhérent", "numéro adhérent",
        "numéro de membre", "numéro membre", "n° adhérent", "n° d'adhérent", "n° membre",
        "n° de membre", "member number", "membership number"},
       true},
      {"name", {"nom", "nom de famille", "last name", "surname", "family name"}, true},
      {"first_name", {"prénom", "prénoms", "given name", "forename"}},
      {"email",
       {"e-mail", "adresse email", "adresse e-mail", "courriel", "mail", "adresse mail",
        "adresse électronique", "email address", "e-mail address"}},
      {"telephone",
       {"téléphone", "tel", "numéro de téléphone", "n° de téléphone", "portable",
        "téléphone portable", "tél. portable", "mobile", "téléphone mobile", "phone",
        "phone number", "mobile phone"}},
      {"street", {"rue", "adresse", "adresse postale", "voie", "address"}},
      {"post_code",
       {"code postal", "code postale", "cp", "postcode", "postal code", "zip", "zip code"}},
      {"town", {"ville", "commune", "localité", "city"}},
      {"joined_on",
       {"date d'inscription", "date inscription", "date d'adhésion", "date adhésion", "adhésion",
        "inscription", "inscrit le", "inscrite le", "adhérent depuis", "adhérente depuis",
        "joined"}},
      {"member_until",
       {"adhésion jusqu'au", "membre jusqu'au", "fin d'adhésion", "fin adhésion",
        "fin de l'adhésion", "date de fin d'adhésion", "échéance", "échéance adhésion",
        "à jour jusqu'au", "valable jusqu'au", "membership until", "expires"}},
  };
  return columns;
}

std::optional<std::string> normal_telephone(std::string_view text) {
  const std::string bare = without_marks(text, false);
  const std::string_view digits = bare;
  if (digits.starts_with("+33")) return french_number(digits.substr(3));
  if (digits.starts_with("0033")) return french_number(digits.substr(4));
  if (digits.starts_with('+')) {
    const auto number = digits.substr(1);
    if (!all_digits(number) || number.front() == '0' || number.size() < 8 || number.size() > 15)
      return std::nullopt;
    return bare;
  }
  if (digits.size() == 10 && digits.front() == '0') return french_number(digits);
  // What a spreadsheet took for a number has no marks; with some, it is a number cut short.
  if (digits.size() == 9 && without_marks(text, true) == bare && digits.front() != '0')
    return french_number(digits);
  return std::nullopt;
}

std::optional<std::string> normal_post_code(std::string_view text) {
  if (!all_digits(text) || text.size() < 4 || text.size() > 5) return std::nullopt;
  const std::string code = (text.size() == 4 ? "0" : "") + std::string(text);
  const std::string department = code.substr(0, 2);
  if (department == "00" || department == "99") return std::nullopt;
  return code;
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
    RowReader reader(row, mapping);
    MemberRow member = read_member(reader, row.line, numbers, today);
    sheets::check_width(row, sheet, reader.violations);
    if (reader.violations.empty())
      parsed.rows.push_back(std::move(member));
    else
      parsed.rejects.push_back({row.line, std::move(reader.violations)});
  }
  parsed.ignored = std::move(mapping.ignored);
  return parsed;
}

}  // namespace halle::membership
