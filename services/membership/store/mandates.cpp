#include "services/membership/store/mandates.hpp"

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::membership::store {
namespace {
v1::Mandate mandate_of(const sdk::Rows::Row& row) {
  v1::Mandate one;
  one.set_id(row.text(4));
  one.set_commission(row.text(0));
  one.set_title(row.text(5));
  one.set_member(row.text(6));
  one.set_member_name(row.text(7));
  one.set_deputy(row.text(8));
  one.set_deputy_name(row.text(9));
  one.set_from(row.text(10));
  one.set_until(row.text(11));
  one.set_review(row.text(12));
  one.set_role(row.text(13));
  one.set_decided(row.text(14));
  one.set_state(static_cast<v1::MandateState>(row.number(15)));
  return one;
}
}  // namespace

Result<v1::ListMandatesReply> mandates(sdk::Call& call) {
  HALLE_TRY(rows, call.query(R"(
      SELECT c.id, c.name, c.about, c.closed, a.id, a.title, m.number,
             trim(m.first_name || ' ' || m.name), d.number, trim(d.first_name || ' ' || d.name),
             a.from_day, a.until_day, a.review_day, a.role, a.decided,
             CASE WHEN a.until_at <= $2 THEN 3 WHEN a.from_at > $2 THEN 1 ELSE 2 END
        FROM membership.commission c
        LEFT JOIN membership.mandate a ON a.org_id = $1 AND a.commission_id = c.id
         AND a.until_at > $2::timestamptz - interval '2 years'
        LEFT JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE c.org_id = $1 ORDER BY c.name COLLATE "fr-x-icu", c.id, a.from_day DESC,
             a.title COLLATE "fr-x-icu", a.id)",
                             call.organisation(), call.now()));
  v1::ListMandatesReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const int last = reply.commissions_size() - 1;
    if (last < 0 || reply.commissions(last).id() != row.view(0)) {
      auto& commission = *reply.add_commissions();
      commission.set_id(row.text(0));
      commission.set_name(row.text(1));
      commission.set_about(row.text(2));
      commission.set_closed(row.truth(3));
    }
    if (row.is_null(4)) continue;
    *reply.mutable_commissions(reply.commissions_size() - 1)->add_mandates() = mandate_of(row);
  }
  return reply;
}

Status tell_entrusted(sdk::Call& call, const std::string& id) {
  HALLE_TRY(rows, call.query(R"(
      SELECT a.role, m.number, d.number, a.from_at, a.until_at FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE a.org_id = $1 AND a.id = $2)",
                             call.organisation(), id));
  const auto row = rows[0];
  kernel::v1::SubjectsEntrusted event;
  event.set_entrustment(id);
  event.set_role(row.text(0));
  event.add_subjects(row.text(1));
  if (!row.is_null(2)) event.add_subjects(row.text(2));
  sdk::set_timestamp(*event.mutable_from(), row.instant(3));
  sdk::set_timestamp(*event.mutable_until(), row.instant(4));
  call.emit(event, id);
  return Done{};
}

Status end_mandate(sdk::Call& call, const std::string& id) {
  HALLE_CHECK(
      call.query("UPDATE membership.mandate SET until_at = $3 WHERE org_id = $1 AND id = $2",
                 call.organisation(), id, call.now()));
  HALLE_CHECK(tell_entrusted(call, id));
  HALLE_CHECK(tell_ended(call, id));
  return Done{};
}

Status end_mandates_of(sdk::Call& call, const std::string& number) {
  HALLE_TRY(rows, call.query(R"(
      SELECT a.id, m.number = $2 FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id
        LEFT JOIN membership.member d ON d.org_id = $1 AND d.id = a.deputy_id
       WHERE a.org_id = $1 AND a.until_at > $3 AND (m.number = $2 OR d.number = $2)
       ORDER BY a.id FOR UPDATE OF a)",
                             call.organisation(), number, call.now()));
  std::vector<std::pair<std::string, bool>> found;
  for (std::size_t r = 0; r < rows.size(); ++r)
    found.emplace_back(rows[r].text(0), rows[r].truth(1));
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
      RETURNING a.id, c.id, m.number)";
}

int tell(sdk::Call& call, const sdk::Rows& rows) {
  std::vector<v1::MandateEnded> ended;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& event = ended.emplace_back();
    event.set_mandate(rows[r].text(0));
    event.set_commission(rows[r].text(1));
    event.set_member(rows[r].text(2));
  }
  for (const auto& event : ended) call.emit(event, event.mandate());
  return static_cast<int>(ended.size());
}
}  // namespace

Result<int> tell_ended(sdk::Call& call) {
  HALLE_TRY(rows, call.query(take_ended(""), call.organisation(), call.now()));
  return tell(call, rows);
}

Status tell_ended(sdk::Call& call, const std::string& id) {
  HALLE_TRY(rows, call.query(take_ended(" AND id = $3"), call.organisation(), call.now(), id));
  tell(call, rows);
  return Done{};
}

}  // namespace halle::membership::store
