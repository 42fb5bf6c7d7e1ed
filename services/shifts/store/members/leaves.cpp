#include "services/shifts/store/members/leaves.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
struct LeaveRow {
  Uuid id;
  std::string member_number;
  std::string from_day;
  std::optional<std::string> until_day;
  std::string reason;
  v1::LeaveKind kind = v1::LEAVE_KIND_UNSPECIFIED;
};
HALLE_ROW(LeaveRow, id, member_number, from_day, until_day, reason, kind)

std::vector<v1::Leave> leaves_of(const std::vector<LeaveRow>& rows) {
  std::vector<v1::Leave> all;
  for (const auto& row : rows) {
    auto& leave = all.emplace_back();
    leave.set_id(row.id.text());
    leave.set_member(row.member_number);
    leave.set_from(row.from_day);
    leave.set_until(row.until_day.value_or(""));
    leave.set_reason(row.reason);
    leave.set_kind(row.kind);
  }
  return all;
}

std::string select_where(const std::string& condition) {
  return "SELECT id, member_number, from_day, until_day, reason, kind FROM shifts.leave "
         "WHERE org_id = $1 AND " +
         condition + " ORDER BY from_day, id";
}
}  // namespace

Result<bool> overlaps(sdk::Call& call, const v1::Leave& leave) {
  return call.get<bool>(R"(
      SELECT EXISTS (
        SELECT 1 FROM shifts.leave WHERE org_id = $1 AND member_number = $2 AND id <> $3 AND kind = $6
           AND from_day <= coalesce(nullif($5, '')::date, 'infinity')
           AND coalesce(until_day, 'infinity') >= $4::date))",
                        call.organisation(), leave.member(), leave.id(), leave.from(),
                        leave.until(), leave.kind());
}

Status add_leave(sdk::Call& call, const v1::Leave& leave) {
  return call.execute(
      "INSERT INTO shifts.leave (org_id, id, member_number, from_day, until_day, reason, kind) "
      "VALUES ($1, $2, $3, $4, nullif($5, '')::date, $6, $7)",
      call.organisation(), leave.id(), leave.member(), leave.from(), leave.until(), leave.reason(),
      leave.kind());
}

Result<bool> change_leave(sdk::Call& call, const v1::Leave& leave) {
  HALLE_TRY(changed, call.find<Uuid>(
                         "UPDATE shifts.leave SET from_day = $4, until_day = nullif($5, '')::date, "
                         "reason = $6 WHERE org_id = $1 AND id = $2 AND member_number = $3 "
                         "AND kind = $7 RETURNING id",
                         call.organisation(), leave.id(), leave.member(), leave.from(),
                         leave.until(), leave.reason(), leave.kind()));
  return changed.has_value();
}

Result<std::optional<std::string>> remove_leave(sdk::Call& call, const Uuid& id) {
  return call.find<std::string>(
      "DELETE FROM shifts.leave WHERE org_id = $1 AND id = $2 RETURNING member_number",
      call.organisation(), id);
}

void free_seats_during(sdk::Call& call, const v1::Leave& leave) {
  static const std::string free_seats = names.in(R"(
      UPDATE shifts.booking b SET freed = {given_back}, freed_at = $5, freed_by = $6
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL
         AND b.day BETWEEN $3 AND coalesce(nullif($4, '')::date, 'infinity')
         AND o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $5)");
  call.queue(free_seats, call.organisation(), leave.member(), leave.from(), leave.until(),
             call.now(), call.principal());
}

Result<std::vector<v1::Leave>> leaves_of(sdk::Call& call, const std::string& member) {
  static const std::string of_member = select_where("member_number = $2");
  HALLE_TRY(rows, call.query<LeaveRow>(of_member, call.organisation(), member));
  return leaves_of(rows);
}

Result<std::vector<v1::Leave>> leaves_not_ended(sdk::Call& call, const std::string& zone) {
  static const std::string not_ended =
      select_where("coalesce(until_day, 'infinity') >= ($2::timestamptz AT TIME ZONE $3)::date");
  HALLE_TRY(rows, call.query<LeaveRow>(not_ended, call.organisation(), call.now(), zone));
  return leaves_of(rows);
}

}  // namespace halle::shifts::store
