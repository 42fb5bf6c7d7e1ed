#include "services/shifts/store/attendance/works.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
struct WorkRow {
  Uuid id;
  std::string member_number;
  std::string day;
  int minutes = 0;
  std::string what;
  v1::WorkState state = v1::WORK_STATE_UNSPECIFIED;
};
HALLE_ROW(WorkRow, id, member_number, day, minutes, what, state)
const std::string columns = "id, member_number, day, minutes, what, state";

v1::Work work_of(const WorkRow& row) {
  v1::Work work;
  work.set_id(row.id.text());
  work.set_member(row.member_number);
  work.set_day(row.day);
  work.set_minutes(row.minutes);
  work.set_what(row.what);
  work.set_state(row.state);
  return work;
}

std::vector<v1::Work> works_of(const std::vector<WorkRow>& rows) {
  std::vector<v1::Work> all;
  for (const auto& row : rows) all.push_back(work_of(row));
  return all;
}

std::string select_where(const std::string& condition) {
  return "SELECT " + columns + " FROM shifts.work WHERE org_id = $1 AND " + names.in(condition) +
         " ORDER BY day DESC, id DESC LIMIT 200";
}
}  // namespace

Result<v1::Work> declare_work(sdk::Call& call, const std::string& member, Day day, int minutes,
                              const std::string& what) {
  static const std::string insert =
      names.in(
          "INSERT INTO shifts.work (org_id, id, member_number, day, minutes, what, state, "
          "declared_at, declared_by) VALUES ($1, $2, $3, $4, $5, $6, {declared}, $7, $8) "
          "RETURNING ") +
      columns;
  HALLE_TRY(row, call.get<WorkRow>(insert, call.organisation(), call.new_id(), member, day, minutes,
                                   what, call.now(), call.principal()));
  return work_of(row);
}

Result<std::vector<v1::Work>> waiting_works(sdk::Call& call) {
  static const std::string waiting = select_where("state = {declared}");
  HALLE_TRY(rows, call.query<WorkRow>(waiting, call.organisation()));
  return works_of(rows);
}

Result<std::vector<v1::Work>> works_of(sdk::Call& call, const std::string& member) {
  static const std::string of_member = select_where("member_number = $2");
  HALLE_TRY(rows, call.query<WorkRow>(of_member, call.organisation(), member));
  return works_of(rows);
}

Result<std::optional<v1::Work>> decide_work(sdk::Call& call, const Uuid& id, v1::WorkState state) {
  static const std::string decide =
      "UPDATE shifts.work SET state = $3, decided_at = $4, decided_by = $5 "
      "WHERE org_id = $1 AND id = $2 RETURNING " +
      columns;
  HALLE_TRY(row, call.find<WorkRow>(decide, call.organisation(), id, state, call.now(),
                                    call.principal()));
  if (!row) return std::optional<v1::Work>{};
  return std::optional(work_of(*row));
}

}  // namespace halle::shifts::store
