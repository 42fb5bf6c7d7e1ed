#include "services/membership/domain/person.hpp"

#include <algorithm>
#include <array>

#include "core/sheets/columns.hpp"

namespace halle::membership {
namespace {
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
  return letters;
}
}  // namespace

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

std::optional<std::string> normal_street(std::string_view text) {
  const std::string one_line = on_one_line(text);
  return is_number(one_line) ? std::nullopt : plain_text<200>(one_line);
}

std::optional<std::string> normal_post_code(std::string_view text) {
  if (!all_digits(text) || text.size() < 4 || text.size() > 5) return std::nullopt;
  const std::string code = (text.size() == 4 ? "0" : "") + std::string(text);
  const std::string department = code.substr(0, 2);
  if (department == "00" || department == "99") return std::nullopt;
  return code;
}

std::optional<std::string> normal_town(std::string_view text) {
  return is_town(text) ? plain_text<100>(text) : std::nullopt;
}

std::string read_field(const FieldRule& field, std::string given,
                       std::vector<FieldViolation>& violations) {
  const auto reject = [&](std::string_view reason) {
    violations.push_back({std::string(field.key), std::string(reason), std::move(given)});
    return std::string();
  };
  if (given.empty()) return field.missing.empty() ? given : reject(field.missing);
  auto value = field.read(given);
  return value ? *std::move(value) : reject(field.bad);
}

void check_number(const std::string& number, std::vector<FieldViolation>& violations) {
  if (number.empty())
    violations.push_back({"number", "membership.number_missing", {}});
  else if (!sheets::is_reference(number, 20))
    violations.push_back({"number", "membership.bad_number", number});
}

Result<Person> read_person(const Person& typed, const std::string& number) {
  std::vector<FieldViolation> violations;
  if (!number.empty()) check_number(trim(number), violations);
  bool readable = is_utf8(number);
  Person person;
  each_person_field([&](const auto& field) {
    std::string given = trim(typed.*field.rule.value);
    readable = readable && is_utf8(given);
    person.*field.rule.value = read_field(field.rule, std::move(given), violations);
  });
  if (!readable) return Error{Code::invalid_argument, "membership.bad_name"};
  if (violations.empty()) return person;
  Error error{Code::invalid_argument, violations.front().reason};
  error.fields = std::move(violations);
  return error;
}

}  // namespace halle::membership
