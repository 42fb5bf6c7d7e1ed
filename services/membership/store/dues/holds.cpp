#include "services/membership/store/dues/holds.hpp"

#include "services/membership/store/dues/standing.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
struct Settled {
  std::string number;
  std::optional<HoldCause> held;
};
HALLE_ROW(Settled, number, held)

/// The cause of a standing, as its history has it.
const char* cause_of(HoldCause held) {
  return held == HoldCause::dues ? "membership.cause_dues" : "membership.cause_late";
}
}  // namespace

const std::vector<std::string>& hold_causes() {
  static const std::vector<std::string> causes{cause_of(HoldCause::dues),
                                               cause_of(HoldCause::late)};
  return causes;
}

Result<int> settle_holds(sdk::Call& call, const std::vector<std::string>& numbers) {
  static const std::string select_due = names.in(R"(
      SELECT number, held FROM (
        SELECT m.number, m.standing,
               (SELECT min(h.cause) FROM membership.hold h
                 WHERE h.org_id = $1 AND h.member_id = m.id AND NOT h.waived
                   AND (h.cause = {dues} OR coalesce((
                     SELECT suspend_when_late FROM membership.setting WHERE org_id = $1), false)))
                 AS held,
               (SELECT s.cause FROM membership.standing s
                 WHERE s.org_id = $1 AND s.member_id = m.id ORDER BY s.seq DESC LIMIT 1) AS cause
          FROM membership.member m WHERE m.org_id = $1 AND m.number = ANY($2::text[])) t
       WHERE (standing = {active} AND held IS NOT NULL)
          OR (standing = {suspended} AND held IS NULL AND cause = ANY($3::text[]))
       ORDER BY number)");
  HALLE_TRY(due, call.query<Settled>(select_due, call.organisation(), numbers, hold_causes()));
  for (const auto& [number, held] : due)
    HALLE_CHECK(set_standing(call, number, held ? v1::STANDING_SUSPENDED : v1::STANDING_ACTIVE,
                             held ? cause_of(*held) : "membership.cause_restored"));
  return static_cast<int>(due.size());
}

void waive_holds(sdk::Call& call, const std::string& number) {
  call.queue(
      "UPDATE membership.hold h SET waived = true FROM membership.member m "
      "WHERE h.org_id = $1 AND m.org_id = $1 AND m.number = $2 AND h.member_id = m.id",
      call.organisation(), number);
}

void set_late(sdk::Call& call, const std::string& number, bool late) {
  static const std::string insert = names.in(
      "INSERT INTO membership.hold (org_id, member_id, cause) "
      "SELECT $1, id, {late} FROM membership.member WHERE org_id = $1 AND number = $2 "
      "ON CONFLICT DO NOTHING");
  static const std::string remove = names.in(
      "DELETE FROM membership.hold h USING membership.member m WHERE h.org_id = $1 AND "
      "m.org_id = $1 AND m.number = $2 AND h.member_id = m.id AND h.cause = {late}");
  call.queue(late ? insert : remove, call.organisation(), number);
}

Status hold_ended(sdk::Call& call, const std::optional<Day>& before) {
  static const std::string hold = names.in(R"(
      WITH late AS (
        SELECT c.member_id FROM membership.covered c
          JOIN membership.member m ON m.org_id = $1 AND m.id = c.member_id AND m.standing <> {left}
         WHERE c.org_id = $1 AND c.until_day < $2::date),
      gone AS (
        DELETE FROM membership.hold h
         WHERE h.org_id = $1 AND h.cause = {dues}
           AND h.member_id NOT IN (SELECT member_id FROM late))
      INSERT INTO membership.hold (org_id, member_id, cause)
      SELECT $1, member_id, {dues} FROM late ON CONFLICT DO NOTHING)");
  return call.execute(hold, call.organisation(), before);
}

void lift_ended(sdk::Call& call, const std::vector<std::string>& numbers) {
  static const std::string lift = names.in(
      "DELETE FROM membership.hold h USING membership.member m WHERE h.org_id = $1 AND "
      "m.org_id = $1 AND m.number = ANY($2::text[]) AND h.member_id = m.id AND h.cause = {dues}");
  call.queue(lift, call.organisation(), numbers);
}

void lift_ended_with(sdk::Call& call, const std::string& number, const std::string& main,
                     Day today) {
  static const std::string lift = names.in(R"(
      DELETE FROM membership.hold h
       USING membership.member m, membership.member k, membership.covered c
       WHERE h.org_id = $1 AND h.cause = {dues} AND m.org_id = $1 AND m.number = $2
         AND h.member_id = m.id AND k.org_id = $1 AND k.number = $3 AND c.org_id = $1
         AND c.member_id = k.id AND c.until_day >= $4)");
  call.queue(lift, call.organisation(), number, main, today);
}

}  // namespace halle::membership::store
