#include "services/membership/domain/person.hpp"

#include "core/base/text/text.hpp"

namespace halle::membership {

Result<MemberRow> read_person(const MemberRow& typed) {
  const sheets::Sheet sheet{
      {"number", "name", "first_name", "email", "telephone", "street", "post_code", "town"},
      {{1,
        {typed.number.empty() ? "1" : typed.number, trim(typed.name), trim(typed.first_name),
         trim(typed.email), trim(typed.telephone), trim(typed.street), trim(typed.post_code),
         trim(typed.town)}}}};
  for (const auto& cell : sheet.rows[0].cells)
    if (!is_utf8(cell)) return Error{Code::invalid_argument, "membership.bad_name"};
  HALLE_TRY(parsed, parse_members(sheet, {}, {}));
  if (parsed.rejects.empty()) return std::move(parsed.rows.front());
  auto& violations = parsed.rejects.front().violations;
  Error error{Code::invalid_argument, violations.front().reason};
  error.fields = std::move(violations);
  return error;
}

}  // namespace halle::membership
