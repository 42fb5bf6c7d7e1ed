#include "services/membership/store/dues/standing.hpp"

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/kernel/v1/subject.pb.h"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/holds.hpp"
#include "services/membership/store/mandates.hpp"
#include "services/membership/store/members/household.hpp"
#include "services/membership/store/members/member_rows.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
const std::string erased_again = "membership.cause_erased";

struct Change {
  std::string id;
  bool changed = false;
  bool refused = false;   // for the member is erased
  bool returned = false;  // if it changed
};
HALLE_ROW(Change, id, changed, refused, returned)

struct Gone {
  std::string id;
  std::string number;
  bool erased = false;
};
HALLE_ROW(Gone, id, number, erased)
}  // namespace

Result<bool> set_standing(sdk::Call& call, const std::string& number, v1::Standing standing,
                          const std::string& cause) {
  static const std::string change_standing = names.in(R"(
      WITH found AS (
        SELECT m.id, m.standing, m.erased_on IS NOT NULL AS erased,
               -- a person's suspension takes the place of an automatic one, which would end by itself
               $3 = {suspended} AND (SELECT s.cause FROM membership.standing s
                                      WHERE s.org_id = $1 AND s.member_id = m.id
                                      ORDER BY s.seq DESC LIMIT 1) = ANY($7::text[]) AS automatic
          FROM membership.member m WHERE m.org_id = $1 AND m.number = $2),
      changed AS (
        UPDATE membership.member m SET standing = $3, left_told = $3 = {left} FROM found f
         WHERE m.org_id = $1 AND m.id = f.id AND (f.standing <> $3 OR f.automatic)
           AND (NOT f.erased OR $3 = {left}) RETURNING m.id),
      noted AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, c.id, 1 + (SELECT max(seq) FROM membership.standing s
                               WHERE s.org_id = $1 AND s.member_id = c.id), $3, $4, $5, $6
          FROM changed c)
      SELECT f.id::text AS id, EXISTS (SELECT 1 FROM changed) AS changed,
             f.erased AND f.standing <> $3 AND $3 <> {left} AS refused, f.standing = {left} AS returned
        FROM found f)");
  HALLE_TRY(change, call.find<Change>(change_standing, call.organisation(), number, standing,
                                      call.now(), cause, call.principal(), hold_causes()));
  if (!change) return unknown_member(number);
  if (change->refused) return Error{Code::failed_precondition, "membership.erased"};
  if (!change->changed) return false;
  v1::StandingChanged event;
  event.set_member(change->id);
  event.set_number(number);
  event.set_standing(standing);
  call.emit(event, event.member());
  if (change->returned) {
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
  static const std::string select_erased = names.in(R"(
      SELECT number FROM membership.member
       WHERE org_id = $1 AND standing <> {left} AND erased_on IS NOT NULL
       ORDER BY number FOR UPDATE)");
  HALLE_TRY(numbers, call.query<std::string>(select_erased, call.organisation()));
  HALLE_TRY(today, store::today(call));
  for (const auto& number : numbers) {
    HALLE_CHECK(set_standing(call, number, v1::STANDING_LEFT, erased_again));
    HALLE_CHECK(end_household(call, number, today));
  }
  return static_cast<int>(numbers.size());
}

Result<int> tell_left(sdk::Call& call) {
  static const std::string take_untold = names.in(R"(
      UPDATE membership.member SET left_told = true
       WHERE org_id = $1 AND standing = {left} AND NOT left_told
      RETURNING id::text AS id, number, erased_on IS NOT NULL AS erased)");
  HALLE_TRY(rows, call.query<Gone>(take_untold, call.organisation()));
  for (const auto& row : rows) {
    kernel::v1::SubjectLeft gone;
    gone.set_subject(row.number);
    call.emit(gone, row.id);
    if (!row.erased) continue;
    kernel::v1::SubjectForgotten forgotten;
    forgotten.set_subject(row.number);
    call.emit(forgotten, row.id);
  }
  return static_cast<int>(rows.size());
}

Result<std::vector<PastStanding>> standings(sdk::Call& call, const std::string& number) {
  return call.query<PastStanding>(R"(
      SELECT s.standing, s.since, s.cause FROM membership.member m
        JOIN membership.standing s ON s.org_id = m.org_id AND s.member_id = m.id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY s.seq DESC)",
                                  call.organisation(), number);
}

}  // namespace halle::membership::store
