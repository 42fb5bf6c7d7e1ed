#pragma once
// The fields of a person, each defined once: what sheets and forms read, statements select and
// write and messages carry follows from `person_fields`. A new text field is a member of Person and
// an entry there; beside them it needs its columns (a migration, personal.textproto), its place in
// the messages Person and Member, and its words. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"

namespace halle::membership {

/// Name and contact. Everything but `name` may be empty.
struct Person {
  std::string name;
  std::string first_name;
  std::string email;      // domain in small letters
  std::string telephone;  // E.164
  std::string street;     // on one line: line breaks have become `, `
  std::string post_code;  // five digits
  std::string town;
};

/// Reads a cell or an input that is not empty, without spaces around it: the value as it is kept,
/// empty if it is not valid.
using Reader = std::optional<std::string> (*)(std::string_view given);

/// A line of text of at most `most` characters.
template <std::size_t most>
std::optional<std::string> plain_text(std::string_view text) {
  if (!is_plain_text(text, most)) return std::nullopt;
  return std::string(text);
}

/// E.164: `+33`, or the code of an overseas department, and nine digits for a French number,
/// written at home or from abroad, or after a spreadsheet took its first 0 away; `+` and 8 to 15
/// digits for others; empty if it is neither.
std::optional<std::string> normal_telephone(std::string_view text);
/// Street and number on one line of at most 200 characters; empty if it is only a number.
std::optional<std::string> normal_street(std::string_view text);
/// Five digits of a French department, with the leading 0 that a spreadsheet may have taken away.
std::optional<std::string> normal_post_code(std::string_view text);
/// At most 100 characters with a letter and without four digits in a row.
std::optional<std::string> normal_town(std::string_view text);

/// The column by which reports count where members live.
inline constexpr const char* area_column = "post_code";

/// What a field is, but for messages.
struct FieldRule {
  std::string_view key;  // of the sheet's column, the form's field and the table's column
  std::string Person::*value;
  std::string_view headings;  // other names of the sheet's column, the preferred first; `|` between
  Reader read;
  std::string_view bad;           // the reason why it is not valid
  std::string_view missing = {};  // the reason why it may not be empty; empty: it may
};

template <class In>
struct PersonField {
  FieldRule rule;
  In in;  // in(message): its place in a message
};
template <class In>
PersonField(FieldRule, In) -> PersonField<In>;

/// In the order of the columns of a sheet.
inline constexpr std::tuple person_fields{
    PersonField{{"name", &Person::name, "nom|nom de famille|last name|surname|family name",
                 plain_text<100>, "membership.bad_name", "membership.name_missing"},
                [](auto& message) { return message.mutable_name(); }},
    PersonField{{"first_name", &Person::first_name, "prénom|prénoms|given name|forename",
                 plain_text<100>, "membership.bad_first_name"},
                [](auto& message) { return message.mutable_first_name(); }},
    PersonField{
        {"email", &Person::email,
         "e-mail|adresse email|adresse e-mail|courriel|mail|adresse mail|adresse électronique|"
         "email address|e-mail address",
         normal_email, "membership.bad_email"},
        [](auto& message) { return message.mutable_email(); }},
    PersonField{{"telephone", &Person::telephone,
                 "téléphone|tel|numéro de téléphone|n° de téléphone|portable|téléphone portable|"
                 "tél. portable|mobile|téléphone mobile|phone|phone number|mobile phone",
                 normal_telephone, "membership.bad_telephone"},
                [](auto& message) { return message.mutable_telephone(); }},
    PersonField{{"street", &Person::street, "rue|adresse|adresse postale|voie|address",
                 normal_street, "membership.bad_street"},
                [](auto& message) { return message.mutable_street(); }},
    PersonField{{"post_code", &Person::post_code,
                 "code postal|code postale|cp|postcode|postal code|zip|zip code", normal_post_code,
                 "membership.bad_post_code"},
                [](auto& message) { return message.mutable_post_code(); }},
    PersonField{
        {"town", &Person::town, "ville|commune|localité|city", normal_town, "membership.bad_town"},
        [](auto& message) { return message.mutable_town(); }},
};

/// Calls `visit(field)` for each of person_fields, in order.
template <class Visit>
constexpr void each_person_field(Visit visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, person_fields);
}

/// The person in a message, as it stands there.
template <class Message>
Person person_in(Message message) {
  Person person;
  each_person_field(
      [&](const auto& field) { person.*field.rule.value = std::move(*field.in(message)); });
  return person;
}

/// Puts a person into a message.
template <class Message>
void put_person(Person person, Message& message) {
  each_person_field(
      [&](const auto& field) { *field.in(message) = std::move(person.*field.rule.value); });
}

/// Reads one field, given without spaces around it. Empty, and why is in `violations`, if it is not
/// valid.
std::string read_field(const FieldRule& field, std::string given,
                       std::vector<FieldViolation>& violations);

/// Adds to `violations` why that is no number of a member: `membership.number_missing`,
/// `membership.bad_number`.
void check_number(const std::string& number, std::vector<FieldViolation>& violations);

/// Reads name and contact as the import of a sheet does, so that both keep the same. All that is
/// wrong is in the error's fields, with the reasons of parse_members; so is what is wrong with
/// `number`, if there is one.
Result<Person> read_person(const Person& typed, const std::string& number = {});

}  // namespace halle::membership
