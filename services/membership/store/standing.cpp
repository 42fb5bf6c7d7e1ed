#include "services/membership/store/standing.hpp"

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/kernel/v1/subject.pb.h"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/household.hpp"
#include "services/membership/store/mandates.hpp"

namespace halle::membership::store {
namespace {
/// Of holds, from 1 on.
const std::vector<std::string> causes{"membership.cause_dues", "membership.cause_late"};
const std::string restored = "membership.cause_restored";
const std::string erased_again = "membership.cause_erased";
}  // namespace

Error unknown_member(const std::string& number) {
  Error error = bad_field("member", "membership.member_unknown", number);
  error.code = Code::not_found;
  return error;
}

void lock_members(sdk::Call& call, const std::vector<std::string>& numbers) {
  call.queue(
      "SELECT 1 FROM membership.member WHERE org_id = $1 AND number = ANY($2::text[]) "
      "ORDER BY number FOR UPDATE",
      call.organisation(), numbers);
}

Result<bool> set_standing(sdk::Call& call, const std::string& number, v1::Standing standing,
                          const std::string& cause) {
  HALLE_TRY(rows, call.query(R"(
      WITH found AS (
        SELECT id, standing, erased_on IS NOT NULL AS erased FROM membership.member
         WHERE org_id = $1 AND number = $2),
      changed AS (
        UPDATE membership.member m SET standing = $3, left_told = $3 = 3 FROM found f
         WHERE m.org_id = $1 AND m.id = f.id AND f.standing <> $3
           AND (NOT f.erased OR $3 = 3) RETURNING m.id),
      noted AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, c.id, 1 + (SELECT max(seq) FROM membership.standing s
                               WHERE s.org_id = $1 AND s.member_id = c.id), $3, $4, $5, $6
          FROM changed c)
      SELECT f.id, EXISTS (SELECT 1 FROM changed), f.erased AND f.standing <> $3 AND $3 <> 3,
             f.standing = 3 FROM found f)",
                             call.organisation(), number, static_cast<std::int64_t>(standing),
                             call.now(), cause, call.principal()));
  if (rows.empty()) return unknown_member(number);
  if (rows[0].truth(2)) return Error{Code::failed_precondition, "membership.erased"};
  if (!rows[0].truth(1)) return false;
  v1::StandingChanged event;
  event.set_member(rows[0].text(0));
  event.set_number(number);
  event.set_standing(standing);
  const bool returned = rows[0].truth(3);
  call.emit(event, event.member());
  if (returned) {
    kernel::v1::SubjectReturned back;
    back.set_subject(number);
    call.emit(back, event.member());
  }
  if (standing == v1::STANDING_LEFT) {
    HALLE_CHECK(end_mandates_of(call, number));
    kernel::v1::SubjectLeft gone;
    gone.set_subject(number);
    call.emit(gone, event.member());
  }
  return true;
}

Status check_leaving(sdk::Call& call, const std::string& number) {
  hub::v1::CheckLeavingRequest request;
  request.set_number(number);
  HALLE_CHECK(hub::v1::AccountsClient(call).check_leaving(request));
  return Done{};
}

Result<int> let_erased_leave(sdk::Call& call) {
  HALLE_TRY(rows, call.query("SELECT number FROM membership.member WHERE org_id = $1 AND standing "
                             "<> 3 AND erased_on IS NOT NULL ORDER BY number FOR UPDATE",
                             call.organisation()));
  HALLE_TRY(today, store::today(call));
  std::vector<std::string> numbers;
  for (std::size_t r = 0; r < rows.size(); ++r) numbers.push_back(rows[r].text(0));
  for (const auto& number : numbers) {
    HALLE_CHECK(set_standing(call, number, v1::STANDING_LEFT, erased_again));
    HALLE_CHECK(end_household(call, number, today));
  }
  return static_cast<int>(numbers.size());
}

Result<int> tell_left(sdk::Call& call) {
  HALLE_TRY(rows, call.query("UPDATE membership.member SET left_told = true WHERE org_id = $1 AND "
                             "standing = 3 AND NOT left_told "
                             "RETURNING id, number, erased_on IS NOT NULL",
                             call.organisation()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    kernel::v1::SubjectLeft gone;
    gone.set_subject(rows[r].text(1));
    call.emit(gone, rows[r].text(0));
    if (!rows[r].truth(2)) continue;
    kernel::v1::SubjectForgotten forgotten;
    forgotten.set_subject(gone.subject());
    call.emit(forgotten, rows[r].text(0));
  }
  return static_cast<int>(rows.size());
}

Result<int> settle_holds(sdk::Call& call, const std::vector<std::string>& numbers) {
  HALLE_TRY(rows, call.query(R"(
      SELECT number, standing, coalesce(held, 0) FROM (
        SELECT m.number, m.standing,
               (SELECT min(h.cause) FROM membership.hold h
                 WHERE h.org_id = $1 AND h.member_id = m.id AND NOT h.waived
                   AND (h.cause = 1 OR coalesce((
                     SELECT suspend_when_late FROM membership.setting WHERE org_id = $1), false)))
                 AS held,
               (SELECT s.cause FROM membership.standing s
                 WHERE s.org_id = $1 AND s.member_id = m.id ORDER BY s.seq DESC LIMIT 1) AS cause
          FROM membership.member m WHERE m.org_id = $1 AND m.number = ANY($2::text[])) t
       WHERE (standing = 1 AND held IS NOT NULL)
          OR (standing = 2 AND held IS NULL AND cause = ANY($3::text[]))
       ORDER BY number)",
                             call.organisation(), numbers, causes));
  std::vector<std::pair<std::string, std::size_t>> due;
  for (std::size_t r = 0; r < rows.size(); ++r)
    due.emplace_back(rows[r].text(0), static_cast<std::size_t>(rows[r].number(2)));
  for (const auto& [number, held] : due)
    HALLE_CHECK(set_standing(call, number, held > 0 ? v1::STANDING_SUSPENDED : v1::STANDING_ACTIVE,
                             held > 0 ? causes[held - 1] : restored));
  return static_cast<int>(due.size());
}

void waive_holds(sdk::Call& call, const std::string& number) {
  call.queue(
      "UPDATE membership.hold h SET waived = true FROM membership.member m "
      "WHERE h.org_id = $1 AND m.org_id = $1 AND m.number = $2 AND h.member_id = m.id",
      call.organisation(), number);
}

Result<v1::Settings> settings(sdk::Call& call) {
  HALLE_TRY(rows, call.query("SELECT suspend_after_days, suspend_when_late, applications "
                             "FROM membership.setting WHERE org_id = $1",
                             call.organisation()));
  v1::Settings settings;
  if (rows.empty()) return settings;
  if (!rows[0].is_null(0)) settings.set_suspend_after_days(static_cast<int>(rows[0].number(0)));
  settings.set_suspend_when_late(rows[0].truth(1));
  settings.set_applications(rows[0].truth(2));
  return settings;
}

}  // namespace halle::membership::store
