#include "services/membership/store/mandates.hpp"

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "services/membership/store/names.hpp"

namespace halle::membership::store {
namespace {
/// A commission with one of its mandates. Without any, everything from `id` to `decided` is empty;
/// with one, only deputy and review may be.
struct MandateRow {
  std::string commission;
  std::string name;
  std::string about;
  bool closed = false;
  std::optional<std::string> id;
  std::optional<std::string> title;
  std::optional<std::string> member;
  std::optional<std::string> member_name;
  std::optional<std::string> deputy;
  std::optional<std::string> deputy_name;
  std::optional<std::string> from_day;
  std::optional<std::string> until_day;
  std::optional<std::string> review_day;
  std::optional<std::string> role;
  std::optional<std::string> decided;
  v1::MandateState state = v1::MANDATE_STATE_UNSPECIFIED;
};
HALLE_ROW(MandateRow, commission, name, about, closed, id, title, member, member_name, deputy,
          deputy_name, from_day, until_day, review_day, role, decided, state)

v1::Mandate mandate_of(const MandateRow& row) {
  v1::Mandate one;
  one.set_id(*row.id);
  one.set_commission(row.commission);
  one.set_title(*row.title);
  one.set_member(*row.member);
  one.set_member_name(*row.member_name);
  if (row.deputy) one.set_deputy(*row.deputy);
  if (row.deputy_name) one.set_deputy_name(*row.deputy_name);
  one.set_from(*row.from_day);
  one.set_until(*row.until_day);
  if (row.review_day) one.set_review(*row.review_day);
  one.set_role(*row.role);
  one.set_decided(*row.decided);
  one.set_state(row.state);
  return one;
}

struct Entrusted {
  std::string role;
  std::string member;
  std::optional<std::string> deputy;
  Instant from_at{};
  Instant until_at{};
};
HALLE_ROW(Entrusted, role, member, deputy, from_at, until_at)

struct Share {
  std::string id;    // of the mandate
  bool own = false;  // the member's own, not the deputy's
};
HALLE_ROW(Share, id, own)

struct EndedMandate {
  std::string mandate;
  std::string commission;
  std::string member;
};
HALLE_ROW(EndedMandate, mandate, commission, member)
}  // namespace

Result<v1::ListMandatesReply> mandates(sdk::Call& call) {
  static const std::string select_mandates = names.in(R"(
      SELECT c.id::text AS commission, c.name, c.about, c.closed, a.id::text AS id, a.title,
             m.number AS member, trim(m.first_name || ' ' || m.name) AS member_name,
             d.number AS deputy, trim(d.first_name || ' ' || d.name) AS deputy_name,
             a.from_day, a.until_day, a.review_day, a.role, a.decided,
             CASE WHEN a.until_at <= $2 THEN {ended} WHEN a.from_at > $2 THEN {to_come}
                  ELSE {running} END AS state
        FROM membership.commission c
        LEFT JOIN membership.mandate a ON a.org_id = $1 AND a.commission_id = c.id
         AND a.until_at > $2::timestamptz - interval '2 years'
        LEFT JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE c.org_id = $1 ORDER BY c.name COLLATE "fr-x-icu", c.id, a.from_day DESC,
             a.title COLLATE "fr-x-icu", a.id)");
  HALLE_TRY(rows, call.query<MandateRow>(select_mandates, call.organisation(), call.now()));
  v1::ListMandatesReply reply;
  for (const auto& row : rows) {
    const int last = reply.commissions_size() - 1;
    if (last < 0 || reply.commissions(last).id() != row.commission) {
      auto& commission = *reply.add_commissions();
      commission.set_id(row.commission);
      commission.set_name(row.name);
      commission.set_about(row.about);
      commission.set_closed(row.closed);
    }
    if (!row.id) continue;
    *reply.mutable_commissions(reply.commissions_size() - 1)->add_mandates() = mandate_of(row);
  }
  return reply;
}

Result<std::vector<std::string>> other_commissions(sdk::Call& call, const std::string& id) {
  return call.query<std::string>(
      "SELECT name FROM membership.commission WHERE org_id = $1 AND id::text <> $2",
      call.organisation(), id);
}

void add_commission(sdk::Call& call, const std::string& name, const std::string& about,
                    bool closed) {
  call.queue(
      "INSERT INTO membership.commission (org_id, id, name, about, closed) "
      "VALUES ($1, $2, $3, $4, $5)",
      call.organisation(), call.new_id(), name, about, closed);
}

Result<bool> edit_commission(sdk::Call& call, const Uuid& id, const std::string& name,
                             const std::string& about, bool closed) {
  HALLE_TRY(changed,
            call.find<int>("UPDATE membership.commission SET name = $3, about = $4, closed = $5 "
                           "WHERE org_id = $1 AND id = $2 RETURNING 1",
                           call.organisation(), id, name, about, closed));
  return changed.has_value();
}

Result<std::optional<bool>> lock_commission(sdk::Call& call, const Uuid& id) {
  return call.find<bool>(
      "SELECT closed FROM membership.commission WHERE org_id = $1 AND id = $2 FOR UPDATE",
      call.organisation(), id);
}

Result<bool> is_busy(sdk::Call& call, const Uuid& commission) {
  HALLE_TRY(busy, call.find<int>("SELECT 1 FROM membership.mandate WHERE org_id = $1 AND "
                                 "commission_id = $2 AND until_at > $3 LIMIT 1",
                                 call.organisation(), commission, call.now()));
  return busy.has_value();
}

Result<std::optional<bool>> set_mandate(sdk::Call& call, const MandateTerms& terms) {
  return call.find<bool>(R"(
      INSERT INTO membership.mandate (org_id, id, commission_id, title, member_id, deputy_id, from_day,
          until_day, from_at, until_at, review_day, role, decided, recorded_at, recorded_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7::date, $8::date, $7::date::timestamp AT TIME ZONE $12,
              ($8::date + 1)::timestamp AT TIME ZONE $12, $9, $10, $11, $13, $14)
      ON CONFLICT (org_id, id) DO UPDATE SET title = excluded.title, deputy_id = excluded.deputy_id,
          from_day = excluded.from_day, until_day = excluded.until_day, from_at = excluded.from_at,
          until_at = excluded.until_at, review_day = excluded.review_day, role = excluded.role,
          decided = excluded.decided
        WHERE mandate.member_id = excluded.member_id AND mandate.commission_id = excluded.commission_id
      RETURNING until_at <= $13)",
                         call.organisation(), terms.id, terms.commission, terms.title, terms.member,
                         terms.deputy, terms.from, terms.until, terms.review, terms.role,
                         terms.decided, call.zone(), call.now(), call.principal());
}

Result<std::optional<bool>> lock_mandate(sdk::Call& call, const Uuid& id) {
  return call.find<bool>(
      "SELECT until_at <= $3 FROM membership.mandate WHERE org_id = $1 AND id = $2 FOR UPDATE",
      call.organisation(), id, call.now());
}

Status tell_entrusted(sdk::Call& call, const std::string& id) {
  HALLE_TRY(row, call.get<Entrusted>(R"(
      SELECT a.role, m.number AS member, d.number AS deputy, a.from_at, a.until_at
        FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE a.org_id = $1 AND a.id = $2)",
                                     call.organisation(), id));
  kernel::v1::SubjectsEntrusted event;
  event.set_entrustment(id);
  event.set_role(row.role);
  event.add_subjects(row.member);
  if (row.deputy) event.add_subjects(*row.deputy);
  sdk::set_timestamp(*event.mutable_from(), row.from_at);
  sdk::set_timestamp(*event.mutable_until(), row.until_at);
  call.emit(event, id);
  return Done{};
}

Status end_mandate(sdk::Call& call, const std::string& id) {
  HALLE_CHECK(
      call.execute("UPDATE membership.mandate SET until_at = $3 WHERE org_id = $1 AND id = $2",
                   call.organisation(), id, call.now()));
  HALLE_CHECK(tell_entrusted(call, id));
  HALLE_CHECK(tell_ended(call, id));
  return Done{};
}

Status end_mandates_of(sdk::Call& call, const std::string& number) {
  HALLE_TRY(found, call.query<Share>(R"(
      SELECT a.id::text AS id, m.number = $2 AS own FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE a.org_id = $1 AND a.until_at > $3 AND (m.number = $2 OR d.number = $2)
       ORDER BY a.id FOR UPDATE OF a)",
                                     call.organisation(), number, call.now()));
  for (const auto& [id, own] : found) {
    if (own) {
      HALLE_CHECK(end_mandate(call, id));
      continue;
    }
    call.queue("UPDATE membership.mandate SET deputy_id = NULL WHERE org_id = $1 AND id = $2",
               call.organisation(), id);
    HALLE_CHECK(tell_entrusted(call, id));
  }
  return Done{};
}

namespace {
/// Two statements, so that each has a plan of its own.
std::string take_ended(const char* which) {
  return std::string(R"(
      WITH due AS (
        SELECT id FROM membership.mandate
         WHERE org_id = $1 AND NOT told AND until_at <= $2)") +
         which + R"(
         ORDER BY id FOR UPDATE SKIP LOCKED)
      UPDATE membership.mandate a SET told = true FROM due, membership.commission c, membership.member m
       WHERE a.org_id = $1 AND a.id = due.id
         AND c.org_id = $1 AND c.id = a.commission_id AND m.org_id = $1 AND m.id = a.member_id
      RETURNING a.id::text AS mandate, c.id::text AS commission, m.number AS member)";
}

int tell(sdk::Call& call, const std::vector<EndedMandate>& rows) {
  for (const auto& row : rows) {
    v1::MandateEnded event;
    event.set_mandate(row.mandate);
    event.set_commission(row.commission);
    event.set_member(row.member);
    call.emit(event, event.mandate());
  }
  return static_cast<int>(rows.size());
}
}  // namespace

Result<int> tell_ended(sdk::Call& call) {
  static const std::string take_all = take_ended("");
  HALLE_TRY(rows, call.query<EndedMandate>(take_all, call.organisation(), call.now()));
  return tell(call, rows);
}

Status tell_ended(sdk::Call& call, const std::string& id) {
  static const std::string take_one = take_ended(" AND id = $3");
  HALLE_TRY(rows, call.query<EndedMandate>(take_one, call.organisation(), call.now(), id));
  tell(call, rows);
  return Done{};
}

Result<std::vector<EndingMandate>> ending_mandates(sdk::Call& call, const std::string& number,
                                                   Day today, int days) {
  return call.query<EndingMandate>(R"(
      SELECT a.title, a.until_day FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id AND m.number = $2
       WHERE a.org_id = $1 AND a.until_at > $3 AND a.until_day < $4::date + $5::int
       ORDER BY a.until_day, a.id LIMIT 3)",
                                   call.organisation(), number, call.now(), today, days);
}

Result<std::int64_t> due_mandates(sdk::Call& call, Day today, int days) {
  return call.get<std::int64_t>(R"(
      SELECT count(*) FROM membership.mandate
       WHERE org_id = $1 AND until_at > $2
         AND (review_day <= $3::date OR until_day < $3::date + $4::int))",
                                call.organisation(), call.now(), today, days);
}

}  // namespace halle::membership::store
