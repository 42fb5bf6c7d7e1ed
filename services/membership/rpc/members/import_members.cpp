#include <algorithm>

#include "core/base/time/clock.hpp"
#include "core/sheets/messages.hpp"
#include "services/membership/domain/import.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/members/import.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
/// The rows with ids of what may be new.
std::vector<store::ImportRow> import_rows(const sdk::Call& call,
                                          const std::vector<MemberRow>& rows) {
  std::vector<store::ImportRow> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back({row, call.new_id(), call.new_id()});
  return out;
}

void reject(ParsedMembers& parsed, std::vector<MemberRow>::iterator row, FieldViolation why) {
  parsed.rejects.push_back({row->line, {std::move(why)}});
  parsed.rows.erase(row);
  std::sort(parsed.rejects.begin(), parsed.rejects.end(),
            [](const auto& a, const auto& b) { return a.line < b.line; });
}

/// Takes the caller's own row out if it would begin a membership: nobody takes one over for
/// oneself.
Status refuse_own(sdk::Call& call, ParsedMembers& parsed) {
  const auto row = std::find_if(parsed.rows.begin(), parsed.rows.end(), [&](const MemberRow& one) {
    return is_own(call, one.number) && !one.member_until.empty();
  });
  if (row == parsed.rows.end()) return Done{};
  HALLE_TRY(known, store::periods(call, row->number));
  if (known.empty())
    reject(parsed, row, {"member_until", "membership.not_for_oneself", row->member_until});
  return Done{};
}

/// Takes rows of members out who were erased: nobody comes back by a sheet.
Status refuse_erased(sdk::Call& call, ParsedMembers& parsed) {
  std::vector<std::string> numbers;
  for (const auto& row : parsed.rows) numbers.push_back(row.number);
  HALLE_TRY(erased, store::erased_of(call, numbers));
  for (const auto& number : erased) {
    const auto row = std::find_if(parsed.rows.begin(), parsed.rows.end(),
                                  [&](const MemberRow& one) { return one.number == number; });
    reject(parsed, row, {"number", "membership.erased", row->number});
  }
  return Done{};
}
}  // namespace

Result<v1::ImportMembersReply> Members::import(sdk::Call& call,
                                               const v1::ImportMembersRequest& request) {
  HALLE_TRY(parsed,
            parse_members(sheets::sheet_of(request.sheet()), sheets::renamed_of(request.sheet()),
                          format_instant(call.now()).substr(0, 10)));
  store::lock_register(call);
  HALLE_CHECK(refuse_erased(call, parsed));
  HALLE_CHECK(refuse_own(call, parsed));
  v1::ImportMembersReply reply;
  auto& report = *reply.mutable_report();
  sheets::add_rejects(parsed.rejects, report);
  for (const auto& heading : parsed.ignored) report.add_ignored(heading);
  const bool write =
      !request.sheet().dry_run() && (request.sheet().partial() || parsed.rejects.empty());
  HALLE_TRY(imported, store::import_members(call, import_rows(call, parsed.rows), write));
  for (const auto& one : imported) {
    sheets::count(one.verdict, report);
    if (!write || one.verdict != "created") continue;
    v1::MemberJoined event;
    event.set_number(one.number);
    event.set_member(one.id);
    call.emit(event, event.member());
  }
  report.set_applied(write);
  return reply;
}

}  // namespace halle::membership
