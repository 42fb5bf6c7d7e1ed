#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
/// Who has to be reminded today and was not yet; how many.
Result<int> remind(sdk::Call& call, Day today) {
  HALLE_TRY(rows, call.query(R"(
      SELECT m.id, m.number, l.last_day, coalesce(r.kind, 0)
        FROM membership.member m
        JOIN (SELECT member_id, until_day AS last_day FROM membership.covered
               WHERE org_id = $1) l
          ON l.member_id = m.id AND l.last_day BETWEEN $2::date - 60 AND $2::date + 28
        LEFT JOIN membership.reminder r
          ON r.org_id = $1 AND r.member_id = m.id AND r.last_day = l.last_day
       WHERE m.org_id = $1 AND m.standing <> 3
         AND NOT EXISTS (SELECT 1 FROM membership.belonging b
                          WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL)
       ORDER BY m.number)",
                             call.organisation(), day_text(today)));
  std::vector<v1::ReminderDue> due;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto kind = reminder_due(today, read_day(rows[r].view(2)).value_or(Day{}));
    if (!kind || static_cast<int>(*kind) <= rows[r].number(3)) continue;
    auto& event = due.emplace_back();
    event.set_member(rows[r].text(0));
    event.set_number(rows[r].text(1));
    event.set_last_day(rows[r].text(2));
    event.set_kind(static_cast<v1::ReminderKind>(*kind));
  }
  for (const auto& event : due) {
    call.queue(
        "INSERT INTO membership.reminder (org_id, member_id, last_day, kind) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, member_id, last_day) DO UPDATE SET "
        "kind = excluded.kind",
        call.organisation(), event.member(), event.last_day(),
        static_cast<std::int64_t>(event.kind()));
    call.emit(event, event.member());
  }
  return static_cast<int>(due.size());
}

/// Holds for memberships that ended too long ago, and the changes that all holds ask for.
Result<int> hold(sdk::Call& call, Day today) {
  HALLE_TRY(settings, store::settings(call));
  const std::string last = settings.has_suspend_after_days()
                               ? day_text(today - std::chrono::days(settings.suspend_after_days()))
                               : std::string();
  HALLE_TRY(numbers, call.query(R"(
      SELECT number FROM membership.member WHERE org_id = $1 AND standing <> 3
       ORDER BY number FOR UPDATE)",
                                call.organisation()));
  std::vector<std::string> members;
  for (std::size_t r = 0; r < numbers.size(); ++r) members.push_back(numbers[r].text(0));
  HALLE_CHECK(call.query(R"(
      WITH late AS (
        SELECT c.member_id FROM membership.covered c
          JOIN membership.member m ON m.org_id = $1 AND m.id = c.member_id AND m.standing <> 3
         WHERE c.org_id = $1 AND c.until_day < nullif($2, '')::date),
      gone AS (
        DELETE FROM membership.hold h
         WHERE h.org_id = $1 AND h.cause = 1 AND h.member_id NOT IN (SELECT member_id FROM late))
      INSERT INTO membership.hold (org_id, member_id, cause)
      SELECT $1, member_id, 1 FROM late ON CONFLICT DO NOTHING)",
                         call.organisation(), last));
  return store::settle_holds(call, members);
}
}  // namespace

Result<v1::FollowDuesReply> Dues::follow(sdk::Call& call,
                                         const v1::FollowDuesRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  // Of two runs at once the second sees what the first has done.
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('membership.follow ' || $1::text, 0))",
             call.organisation());
  v1::FollowDuesReply reply;
  HALLE_TRY(gone_since, store::let_erased_leave(call));
  HALLE_TRY(reminded, remind(call, today));
  HALLE_TRY(changed, hold(call, today));
  reply.set_reminded(reminded);
  reply.set_changed(changed);
  HALLE_TRY(gone, call.query("DELETE FROM membership.application WHERE org_id = $1 AND received_at "
                             "< $2::timestamptz - interval '180 days' RETURNING 1",
                             call.organisation(), call.now()));
  HALLE_TRY(told, store::tell_left(call));
  if (reminded == 0 && changed == 0 && gone.empty() && told == 0 && gone_since == 0)
    call.rollback();  // leaves no trace in operations and audit
  return reply;
}

}  // namespace halle::membership
