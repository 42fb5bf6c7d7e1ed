#include "services/shifts/domain/agenda.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
/// Rows of id, title, place, beginning, end, when it became so, sequence, called off.
type::v1::Document agenda(const std::string& name, const sdk::Rows& rows) {
  std::vector<Appointment> appointments;
  for (std::size_t r = 0; r < rows.size(); ++r)
    appointments.push_back({rows[r].text(0), rows[r].text(1), rows[r].text(2), rows[r].instant(3),
                            rows[r].instant(4), rows[r].instant(5),
                            static_cast<int>(rows[r].number(6)), rows[r].truth(7)});
  type::v1::Document document;
  document.set_content_type("text/calendar; charset=utf-8");
  document.set_body(agenda_text(name, appointments));
  return document;
}
}  // namespace

Result<type::v1::Document> Calendars::render(sdk::Call& call,
                                             const type::v1::DocumentRequest& request) {
  HALLE_TRY(whose, call.query("SELECT member_number FROM shifts.calendar WHERE org_id = $1 AND "
                              "key_hash = $2",
                              call.organisation(), sdk::Value::bytes(sha256(request.key()))));
  if (whose.empty()) return Error{Code::not_found, "shifts.calendar_unknown"};
  // A seat given back is gone from the calendar; a shift that was called off under her stays and
  // says so.
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT ON (o.starts_at, o.template_id, o.day)
             o.template_id || '-' || o.day, o.title, o.place, o.starts_at, o.ends_at,
             greatest(b.taken_at, o.changed_at), o.sequence, o.state = 2
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2
         AND (b.freed IS NULL OR b.freed = 2 AND o.state = 2)
         AND o.starts_at > $3::timestamptz - interval '90 days'
       ORDER BY o.starts_at, o.template_id, o.day, b.taken_at DESC)",
                             call.organisation(), whose[0].text(0), call.now()));
  return agenda(call.organisation_name(), rows);
}

Result<type::v1::Document> Calendars::render_free(sdk::Call& call,
                                                  const type::v1::DocumentRequest& request) {
  // What changes here is how many seats are free: calendars read it anew each time.
  HALLE_TRY(rows, call.query(R"(
      SELECT o.template_id || '-' || o.day, o.title || ' (' || count(*) || ')', o.place, o.starts_at,
             o.ends_at, $2::timestamptz, o.sequence, false
        FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
       WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $2
         AND EXISTS (SELECT 1 FROM shifts.setting t WHERE t.org_id = $1 AND t.free_seats_public)
         AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                          WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
                            AND b.seat = s.number AND b.freed IS NULL)
       GROUP BY o.org_id, o.template_id, o.day ORDER BY o.starts_at, o.template_id, o.day)",
                             call.organisation(), call.now()));
  if (rows.empty()) {
    HALLE_TRY(open, call.query("SELECT 1 FROM shifts.setting WHERE org_id = $1 AND "
                               "free_seats_public",
                               call.organisation()));
    if (open.empty()) return Error{Code::not_found, "shifts.calendar_unknown"};
  }
  return agenda(
      (request.language() == "en" ? "Free seats, " : "Places libres, ") + call.organisation_name(),
      rows);
}

}  // namespace halle::shifts
