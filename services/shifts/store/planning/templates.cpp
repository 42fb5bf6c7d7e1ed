#include "services/shifts/store/planning/templates.hpp"

#include "core/base/text/text.hpp"
#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/members/skills.hpp"
#include "services/shifts/store/names.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts::store {
namespace {
/// A seat of a template, with the template.
struct TemplateRow {
  Uuid id;
  std::string title;
  std::string place;
  int weekday = 0;
  std::string starts;
  std::string ends;
  std::string anchor;
  int cycle = 0;
  unsigned weeks = 0;  // bit 0 is week 1 of the cycle
  std::string valid_from;
  std::optional<std::string> valid_until;
  int number = 0;
  bool important = false;
  std::optional<std::string> holder;
  std::optional<std::string> skills;  // lines of id and name
  int worth = 0;
  std::string recurrence;
};
HALLE_ROW(TemplateRow, id, title, place, weekday, starts, ends, anchor, cycle, weeks, valid_from,
          valid_until, number, important, holder, skills, worth, recurrence)

/// The template of a row, without seats.
v1::Template template_of(const TemplateRow& row) {
  v1::Template out;
  out.set_id(row.id.text());
  out.set_title(row.title);
  out.set_place(row.place);
  out.set_weekday(row.weekday);
  out.set_starts(row.starts);
  out.set_ends(row.ends);
  if (row.cycle > 1) {
    auto& cycle = *out.mutable_cycle();
    cycle.set_anchor(row.anchor);
    cycle.set_length(row.cycle);
    for (int week = 1; week <= row.cycle; ++week)
      if ((row.weeks >> (week - 1) & 1) != 0) cycle.add_weeks(week);
  }
  out.set_valid_from(row.valid_from);
  out.set_valid_until(row.valid_until.value_or(""));
  out.set_worth(row.worth);
  out.set_recurrence(row.recurrence);
  return out;
}
}  // namespace

std::vector<std::string> TemplateColumns::holders() const {
  std::vector<std::string> all;
  for (const auto& seat : seats)
    if (!seat.holder.empty()) all.push_back(seat.holder);
  return all;
}

Result<std::vector<v1::Template>> templates(sdk::Call& call, const std::optional<Uuid>& id) {
  static const std::string select = R"(
      SELECT t.id, t.title, t.place, t.weekday, to_char(t.starts, 'HH24:MI') AS starts,
             to_char(t.ends, 'HH24:MI') AS ends, t.anchor, t.cycle, t.weeks, t.valid_from,
             t.valid_until, s.number, s.important, s.holder, CASE WHEN s.skills <> '{}' THEN (
               SELECT string_agg(k.id || ' ' || k.name, chr(10) ORDER BY k.name COLLATE "fr-x-icu", k.id)
                 FROM shifts.skill k WHERE k.org_id = $1 AND k.id = ANY (s.skills)) END AS skills,
             t.worth, t.recurrence
        FROM shifts.template t
        JOIN shifts.template_seat s ON s.org_id = t.org_id AND s.template_id = t.id
       WHERE t.org_id = $1)";
  static const std::string order = R"(
       ORDER BY t.valid_until < $2::timestamptz::date AND t.valid_until IS NOT NULL, t.weekday,
                t.starts, t.id, s.number)";
  static const std::string select_all = select + order;
  static const std::string select_one = select + " AND t.id = $3" + order;
  HALLE_TRY(rows, id ? call.query<TemplateRow>(select_one, call.organisation(), call.now(), *id)
                     : call.query<TemplateRow>(select_all, call.organisation(), call.now()));
  std::vector<v1::Template> all;
  for (const auto& row : rows) {
    if (all.empty() || all.back().id() != row.id.text()) all.push_back(template_of(row));
    auto& seat = *all.back().add_seats();
    seat.set_number(row.number);
    seat.set_important(row.important);
    seat.set_holder(row.holder.value_or(""));
    for (const auto& skill : skills_of(row.skills)) *seat.add_skills() = skill;
  }
  return all;
}

Result<bool> has_template(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(found, call.find<int>("SELECT 1 FROM shifts.template t "
                                  "WHERE t.org_id = $1 AND t.id = $2 AND NOT EXISTS ("
                                  "SELECT 1 FROM shifts.extra x "
                                  "WHERE x.org_id = $1 AND x.template_id = t.id)",
                                  call.organisation(), id));
  return found.has_value();
}

Result<std::vector<std::string>> inactive_holders(sdk::Call& call, const Uuid& id,
                                                  const std::vector<std::string>& holders) {
  static const std::string statement = names.in(R"(
      SELECT h FROM unnest($3::text[]) h
       WHERE h <> '' AND NOT EXISTS (SELECT 1 FROM shifts.template_seat s
                                      WHERE s.org_id = $1 AND s.template_id = $2 AND s.holder = h)
         AND {active} IS DISTINCT FROM (SELECT t.standing FROM shifts.standing t
                                         WHERE t.org_id = $1 AND t.member_number = h
                                         ORDER BY t.since DESC LIMIT 1))");
  return call.query<std::string>(statement, call.organisation(), id, holders);
}

Status write_template(sdk::Call& call, const Uuid& id, const v1::Template& wanted,
                      const TemplateColumns& columns, Day planned_until, Day today) {
  HALLE_TRY(inactive, inactive_holders(call, id, columns.holders()));
  if (!inactive.empty()) {
    Error error{Code::failed_precondition, "shifts.holder_inactive"};
    for (const auto& holder : inactive) error.fields.push_back({"holder", error.reason, holder});
    return error;
  }
  call.queue(R"(
      INSERT INTO shifts.template AS t (org_id, id, title, place, weekday, starts, ends, anchor, cycle,
          weeks, valid_from, valid_until, planned_until, worth, recurrence)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, '')::date, $13, $14, $15)
      ON CONFLICT (org_id, id) DO UPDATE SET title = excluded.title, place = excluded.place,
          weekday = excluded.weekday, starts = excluded.starts, ends = excluded.ends,
          anchor = excluded.anchor, cycle = excluded.cycle, weeks = excluded.weeks,
          valid_from = excluded.valid_from, valid_until = excluded.valid_until,
          worth = excluded.worth, recurrence = excluded.recurrence)",
             call.organisation(), id, trim(wanted.title()), trim(wanted.place()), columns.weekday,
             wanted.starts(), wanted.ends(), columns.anchor, columns.cycle, columns.weeks,
             wanted.valid_from(), wanted.valid_until(), planned_until,
             wanted.worth() == 0 ? 100 : wanted.worth(), columns.recurrence);
  call.queue("DELETE FROM shifts.template_seat WHERE org_id = $1 AND template_id = $2",
             call.organisation(), id);
  HALLE_CHECK(call.execute(
      "INSERT INTO shifts.template_seat (org_id, template_id, number, important, holder, skills) "
      "SELECT $1, $2, g.number, g.important = 1, nullif(g.holder, ''), g.skills::uuid[] "
      "FROM unnest($3::smallint[], $4::smallint[], $5::text[], $6::text[]) "
      "AS g (number, important, holder, skills)",
      call.organisation(), id,
      sdk::unnest(columns.seats, &TemplateSeat::number, &TemplateSeat::important,
                  &TemplateSeat::holder, &TemplateSeat::skills)));
  HALLE_TRY(unable, call.query<std::string>(R"(
      SELECT holder FROM shifts.template_seat
       WHERE org_id = $1 AND template_id = $2 AND holder IS NOT NULL AND skills <> '{}'
         AND NOT skills <@ shifts.skills_of($1, holder, $3) ORDER BY number)",
                                            call.organisation(), id, today));
  if (unable.empty()) {
    follow_regular(call, day_text(today));
    return Done{};
  }
  Error error{Code::failed_precondition, "shifts.skill_missing"};
  for (const auto& holder : unable) error.fields.push_back({"holder", error.reason, holder});
  return error;
}

}  // namespace halle::shifts::store
