#include "services/membership/store/dues/dues.hpp"

#include <algorithm>

#include "services/membership/domain/fees.hpp"
#include "services/membership/store/members/member_rows.hpp"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
struct PeriodRow {
  std::string id;
  std::string number;  // of the member
  std::string first_day;
  std::string last_day;
  std::string bracket;
  std::int64_t cents = 0;
  std::optional<std::string> paid_on;
  std::optional<v1::Means> means;
  std::optional<int> receipt;
  std::optional<std::string> cancelled_on;
  std::string reason;
};
HALLE_ROW(PeriodRow, id, number, first_day, last_day, bracket, cents, paid_on, means, receipt,
          cancelled_on, reason)

v1::Period period_of(const PeriodRow& row) {
  v1::Period period;
  period.set_id(row.id);
  period.set_member(row.number);
  period.set_first_day(row.first_day);
  period.set_last_day(row.last_day);
  period.set_bracket(row.bracket);
  period.set_cents(row.cents);
  if (row.paid_on) period.set_paid_on(*row.paid_on);
  if (row.means) period.set_means(*row.means);
  if (row.receipt) period.set_receipt(*row.receipt);
  if (row.cancelled_on) period.set_cancelled_on(*row.cancelled_on);
  period.set_reason(row.reason);
  return period;
}

/// Two statements, so that each has a plan of its own.
std::string select_periods(const char* which) {
  return std::string(R"(
      SELECT p.id::text AS id, m.number, p.first_day, p.last_day, p.bracket, p.cents, p.paid_on,
             p.means, p.receipt, p.cancelled_on, p.reason
        FROM membership.period p
        JOIN membership.member m ON m.org_id = $1 AND m.id = p.member_id
       WHERE p.org_id = $1 AND )") +
         which + " ORDER BY p.first_day DESC, p.recorded_at DESC";
}
}  // namespace

Result<Day> today(sdk::Call& call) {
  HALLE_TRY(day, call.today());
  return read_day(day).value_or(Day{});
}

void lock_pot(sdk::Call& call) {
  call.queue(
      "INSERT INTO membership.pot (org_id, cents, receipts) VALUES ($1, 0, 0) "
      "ON CONFLICT DO NOTHING",
      call.organisation());
  call.queue("SELECT 1 FROM membership.pot WHERE org_id = $1 FOR UPDATE", call.organisation());
}

Result<std::int64_t> pot_cents(sdk::Call& call) {
  HALLE_TRY(cents, call.find<std::int64_t>("SELECT cents FROM membership.pot WHERE org_id = $1",
                                           call.organisation()));
  return cents.value_or(0);  // nobody has paid yet
}

Status set_in_pot(sdk::Call& call, const std::string& period, std::int64_t cents) {
  HALLE_TRY(moved, call.find<int>(R"(
      WITH pot AS (
        UPDATE membership.pot t SET cents = t.cents + $3 - p.pot_cents FROM membership.period p
         WHERE t.org_id = $1 AND p.org_id = $1 AND p.id = $2 AND t.cents + $3 - p.pot_cents >= 0
        RETURNING 1)
      UPDATE membership.period SET pot_cents = $3
       WHERE org_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM pot) RETURNING 1)",
                                  call.organisation(), period, cents));
  if (!moved) return Error{Code::failed_precondition, "membership.pot_short"};
  return Done{};
}

Result<std::vector<v1::Period>> periods(sdk::Call& call, const std::string& member) {
  static const std::string select_of_member = select_periods(
      "p.member_id = (SELECT k.id FROM membership.member k WHERE k.org_id = $1 AND k.number = $2)");
  HALLE_TRY(rows, call.query<PeriodRow>(select_of_member, call.organisation(), member));
  std::vector<v1::Period> all;
  for (const auto& row : rows) all.push_back(period_of(row));
  return all;
}

Result<v1::Period> period(sdk::Call& call, const std::string& id) {
  static const std::string select_one = select_periods("p.id = $2");
  const Error unknown{Code::not_found, "membership.period_unknown", id};
  if (!Uuid::parse(id)) return unknown;
  HALLE_TRY(row, call.find<PeriodRow>(select_one, call.organisation(), id));
  if (!row) return unknown;
  return period_of(*row);
}

Result<std::optional<Day>> last_day(sdk::Call& call, const std::string& member) {
  return call.get<std::optional<Day>>(
      "SELECT max(p.last_day) FROM membership.period p WHERE p.org_id = $1 "
      "AND p.cancelled_on IS NULL AND p.member_id = (SELECT m.id FROM "
      "membership.member m WHERE m.org_id = $1 AND m.number = $2)",
      call.organisation(), member);
}

Result<bool> has_later(sdk::Call& call, const std::string& period) {
  return call.get<bool>(R"(
      SELECT EXISTS (
        SELECT 1 FROM membership.period l WHERE l.org_id = $1 AND l.member_id = p.member_id
           AND l.cancelled_on IS NULL AND l.last_day > p.last_day)
        FROM membership.period p WHERE p.org_id = $1 AND p.id = $2)",
                        call.organisation(), period);
}

Result<std::string> add_period(sdk::Call& call, const NewPeriod& period) {
  const std::string id = call.new_id().text();
  HALLE_TRY(added, call.find<int>(R"(
      INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents,
                                     target_cents, recorded_at, recorded_by)
      SELECT $1, $2, m.id, $4, $5, $6, $7, $8, $9, $10
        FROM membership.member m WHERE m.org_id = $1 AND m.number = $3 RETURNING 1)",
                                  call.organisation(), id, period.member, period.days.first,
                                  period.days.last, period.bracket.name(), period.bracket.cents(),
                                  period.target_cents, call.now(), call.principal()));
  if (!added) return unknown_member(period.member);
  HALLE_CHECK(set_in_pot(
      call, id, std::min<std::int64_t>(0, to_pot(period.target_cents, period.bracket.cents()))));
  v1::DuesCharged event;
  event.set_period(id);
  event.set_number(period.member);
  event.set_cents(period.bracket.cents());
  call.emit(event, id);
  return id;
}

Status pay_period(sdk::Call& call, const v1::Period& period, v1::Means means, Day day) {
  HALLE_TRY(above,
            call.get<std::int64_t>(R"(
      WITH next AS (
        UPDATE membership.pot SET receipts = receipts + 1 WHERE org_id = $1 RETURNING receipts)
      UPDATE membership.period p
         SET paid_on = $3, means = $4, taken_by = $5, receipt = next.receipts
        FROM next WHERE p.org_id = $1 AND p.id = $2 RETURNING p.cents - p.target_cents)",
                                   call.organisation(), period.id(), day, means, call.principal()));
  HALLE_CHECK(set_in_pot(call, period.id(), above));
  v1::DuesPaid event;
  event.set_period(period.id());
  event.set_number(period.member());
  event.set_cents(period.cents());
  event.set_means(means);
  call.emit(event, period.id());
  return Done{};
}

void cancel_period(sdk::Call& call, const std::string& id, Day day, const std::string& reason) {
  call.queue(
      "UPDATE membership.period SET cancelled_on = $3, cancelled_by = $4, reason = $5 "
      "WHERE org_id = $1 AND id = $2",
      call.organisation(), id, day, call.principal(), reason);
}

v1::DuesState state_of(Day today, const std::optional<Day>& last) {
  if (!last) return v1::DUES_STATE_NONE;
  if (*last < today) return v1::DUES_STATE_ENDED;
  return today < renewable_from(*last) ? v1::DUES_STATE_RUNNING : v1::DUES_STATE_RENEWABLE;
}

Result<std::optional<Day>> covered_until(sdk::Call& call, const std::string& member) {
  HALLE_TRY(known, call.find<std::optional<Day>>(
                       "SELECT (SELECT c.until_day FROM membership.covered c WHERE "
                       "c.org_id = $1 AND c.member_id = m.id) FROM membership.member m "
                       "WHERE m.org_id = $1 AND m.number = $2",
                       call.organisation(), member));
  if (!known) return unknown_member(member);
  return *known;
}

Result<std::vector<Owed>> list_owed(sdk::Call& call) {
  static const std::string select_owed = names.in(R"(
      SELECT m.number, max(c.until_day) AS until_day,
             coalesce(sum(p.cents) FILTER (WHERE p.paid_on IS NULL), 0)::bigint AS unpaid_cents
        FROM membership.member m
        LEFT JOIN membership.covered c ON c.org_id = $1 AND c.member_id = m.id
        LEFT JOIN membership.period p
          ON p.org_id = $1 AND p.member_id = m.id AND p.cancelled_on IS NULL
       WHERE m.org_id = $1
       GROUP BY m.id, m.number, m.standing
      HAVING m.standing <> {left}
          OR coalesce(sum(p.cents) FILTER (WHERE p.paid_on IS NULL), 0) > 0
       ORDER BY length(m.number), m.number)");
  return call.query<Owed>(select_owed, call.organisation());
}

Result<std::optional<OwnDues>> own_dues(sdk::Call& call, const std::string& member) {
  static const std::string select_own = names.in(R"(
      SELECT (SELECT c.until_day FROM membership.covered c
               WHERE c.org_id = $1 AND c.member_id = m.id) AS until_day, (
               SELECT coalesce(sum(p.cents), 0)::bigint FROM membership.period p
                WHERE p.org_id = $1 AND p.member_id = m.id AND p.cancelled_on IS NULL
                  AND p.paid_on IS NULL) AS unpaid_cents, EXISTS (
               SELECT 1 FROM membership.belonging b
                WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL) AS in_household
        FROM membership.member m
       WHERE m.org_id = $1 AND m.number = $2 AND m.standing <> {left})");
  return call.find<OwnDues>(select_own, call.organisation(), member);
}

Result<std::vector<Ending>> endings(sdk::Call& call, Day today) {
  static const std::string select_endings = names.in(R"(
      SELECT m.id::text AS id, m.number, l.last_day, r.kind
        FROM membership.member m
        JOIN (SELECT member_id, until_day AS last_day FROM membership.covered
               WHERE org_id = $1) l
          ON l.member_id = m.id AND l.last_day BETWEEN $2::date - 60 AND $2::date + 28
        LEFT JOIN membership.reminder r
          ON r.org_id = $1 AND r.member_id = m.id AND r.last_day = l.last_day
       WHERE m.org_id = $1 AND m.standing <> {left}
         AND NOT EXISTS (SELECT 1 FROM membership.belonging b
                          WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL)
       ORDER BY m.number)");
  return call.query<Ending>(select_endings, call.organisation(), today);
}

void note_reminder(sdk::Call& call, const Ending& ending, Reminder kind) {
  call.queue(
      "INSERT INTO membership.reminder (org_id, member_id, last_day, kind) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, member_id, last_day) DO UPDATE SET "
      "kind = excluded.kind",
      call.organisation(), ending.id, ending.last_day, kind);
}

}  // namespace halle::membership::store
