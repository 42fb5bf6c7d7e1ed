#include "services/shifts/store/planning/extras.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
/// A row of shifts.extra.
struct ExtraRow {
  Uuid template_id;
  std::string day;
};
HALLE_ROW(ExtraRow, template_id, day)
}  // namespace

void lock_source(sdk::Call& call, const Source& source) {
  call.lock("shifts.extra", call.organisation().text() + source.module + source.id.text());
}

Result<std::optional<Key>> extra_of(sdk::Call& call, const Source& source) {
  HALLE_TRY(found, call.find<ExtraRow>("SELECT template_id, day FROM shifts.extra "
                                       "WHERE org_id = $1 AND module = $2 AND source = $3",
                                       call.organisation(), source.module, source.id));
  if (!found) return std::optional<Key>{};
  return std::optional<Key>{{found->template_id, found->day}};
}

Result<std::string> module_of(sdk::Call& call, const Key& key) {
  HALLE_TRY(found, call.find<std::string>("SELECT module FROM shifts.extra "
                                          "WHERE org_id = $1 AND template_id = $2 AND day = $3",
                                          call.organisation(), key.template_id, key.day));
  return found.value_or("");
}

Result<Key> make_extra(sdk::Call& call, const Source& source, const Span& span,
                       const std::string& title, const std::string& place) {
  const Uuid id = call.new_id();
  HALLE_TRY(day, call.get<std::string>("SELECT ($1::timestamptz AT TIME ZONE $2)::date",
                                       span.starts_at, call.zone()));
  // The hours of a template that repeats never are not read: those of the shift count.
  call.queue(R"(
      INSERT INTO shifts.template (org_id, id, title, place, weekday, starts, ends, anchor, cycle,
          weeks, valid_from, valid_until, planned_until)
      VALUES ($1, $2, $3, $4, extract(isodow FROM $5::date), '00:00', '12:00',
              $5::date - extract(isodow FROM $5::date)::int + 1, 1, 1, $5::date, $5::date,
              $5::date))",
             call.organisation(), id, title, place, day);
  static const std::string insert = names.in(R"(
      INSERT INTO shifts.occurrence (org_id, template_id, day, starts_at, ends_at, title, place,
          state, reason, edited)
      VALUES ($1, $2, $3, $4, $5, $6, $7, {planned}, '', true))");
  call.queue(insert, call.organisation(), id, day, span.starts_at, span.ends_at, title, place);
  HALLE_CHECK(
      call.execute("INSERT INTO shifts.extra (org_id, template_id, day, module, source) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   call.organisation(), id, day, source.module, source.id));
  return Key{id, day};
}

Result<std::vector<HeldNumber>> held_numbers(sdk::Call& call, const Key& key) {
  return call.query<HeldNumber>(
      "SELECT seat AS number, member_number FROM shifts.booking WHERE org_id = $1 "
      "AND template_id = $2 AND day = $3 AND freed IS NULL ORDER BY seat",
      call.organisation(), key.template_id, key.day);
}

Status free_seats(sdk::Call& call, const Key& key, const std::vector<std::string>& members) {
  static const std::string statement = names.in(R"(
      UPDATE shifts.booking SET freed = {called_off}, freed_at = $5, freed_by = $6
       WHERE org_id = $1 AND template_id = $2 AND day = $3 AND freed IS NULL
         AND member_number = ANY ($4::text[]))");
  return call.execute(statement, call.organisation(), key.template_id, key.day, members, call.now(),
                      call.principal());
}

Result<Said> said(sdk::Call& call, const Key& key) {
  static const std::string statement = names.in(R"(
      SELECT title, place, starts_at, ends_at, state = {cancelled} AS cancelled
        FROM shifts.occurrence WHERE org_id = $1 AND template_id = $2 AND day = $3)");
  return call.get<Said>(statement, call.organisation(), key.template_id, key.day);
}

}  // namespace halle::shifts::store
