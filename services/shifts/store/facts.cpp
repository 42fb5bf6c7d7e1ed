#include "services/shifts/store/facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace halle::shifts::store {
namespace {
Day day_at(const sdk::Rows::Row& row, std::size_t column) {
  return read_day(row.view(column)).value_or(Day{});
}

/// Columns: number, from, until.
void add_days(const sdk::Rows& rows, std::vector<Days> MemberFacts::*to,
              std::map<std::string, MemberFacts>& all) {
  for (std::size_t r = 0; r < rows.size(); ++r)
    (all[rows[r].text(0)].*to).push_back({day_at(rows[r], 1), read_day(rows[r].view(2))});
}

Status add_spans(sdk::Call& call, const std::vector<std::string>& members,
                 std::map<std::string, MemberFacts>& all) {
  HALLE_TRY(active, call.query(R"(
      SELECT member_number, since, ended - 1 FROM (
        SELECT member_number, since, standing,
               lead(since) OVER (PARTITION BY member_number ORDER BY since) AS ended
          FROM shifts.standing WHERE org_id = $1 AND member_number = ANY($2::text[])) s
       WHERE standing = 1 ORDER BY member_number, since)",
                               call.organisation(), members));
  add_days(active, &MemberFacts::active, all);
  constexpr const char* select_leaves =
      "SELECT member_number, from_day, until_day FROM shifts.leave WHERE org_id = $1 AND "
      "member_number = ANY($2::text[]) AND kind = $3";
  HALLE_TRY(leaves, call.query(select_leaves, call.organisation(), members, 1));
  add_days(leaves, &MemberFacts::leaves, all);
  HALLE_TRY(delays, call.query(select_leaves, call.organisation(), members, 2));
  add_days(delays, &MemberFacts::delays, all);
  HALLE_TRY(regular, call.query("SELECT member_number, from_day, until_day FROM shifts.regular "
                                "WHERE org_id = $1 AND member_number = ANY($2::text[])",
                                call.organisation(), members));
  add_days(regular, &MemberFacts::regular, all);
  return Done{};
}

/// Where she was marked; where her seat was taken from under her because the shift was called off;
/// where she gave the seat back that is hers each time, or somebody took it over: she is excused.
constexpr const char* select_services = R"(
    SELECT a.member_number, a.template_id || '/' || a.day, o.title,
           (o.starts_at AT TIME ZONE $3)::date, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, o.worth, a.presence,
           coalesce(bool_or(b.fixed), false)
      FROM shifts.attendance a
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = a.template_id AND o.day = a.day
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.member_number = a.member_number
       AND b.template_id = a.template_id AND b.day = a.day
     WHERE a.org_id = $1 AND a.member_number = ANY($2::text[]) AND o.starts_at < $4
     GROUP BY a.member_number, a.template_id, a.day, o.title, o.starts_at, o.ends_at, o.worth, a.presence
    UNION ALL
    SELECT b.member_number, b.template_id || '/' || b.day, o.title,
           (o.starts_at AT TIME ZONE $3)::date, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, o.worth, 4, bool_or(b.fixed)
      FROM shifts.booking b
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
     WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.freed = 2 AND o.state = 2
       AND o.starts_at < $4
     GROUP BY b.member_number, b.template_id, b.day, o.title, o.starts_at, o.ends_at, o.worth
    UNION ALL
    SELECT b.member_number, b.template_id || '/' || b.day, o.title,
           (o.starts_at AT TIME ZONE $3)::date, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, o.worth, 3, true
      FROM shifts.booking b
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
     WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.fixed AND b.freed IN (1, 4)
       AND o.state = 1 AND o.starts_at < $4
       AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                        WHERE x.org_id = $1 AND x.member_number = b.member_number
                          AND x.template_id = b.template_id AND x.day = b.day AND x.freed IS NULL)
       AND NOT EXISTS (SELECT 1 FROM shifts.attendance a
                        WHERE a.org_id = $1 AND a.template_id = b.template_id AND a.day = b.day
                          AND a.member_number = b.member_number)
       AND EXISTS (SELECT 1 FROM shifts.regular r
                    WHERE r.org_id = $1 AND r.member_number = b.member_number
                      AND (o.starts_at AT TIME ZONE $3)::date >= r.from_day
                      AND (r.until_day IS NULL OR (o.starts_at AT TIME ZONE $3)::date <= r.until_day))
       AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                        WHERE l.org_id = $1 AND l.member_number = b.member_number AND l.kind = 1
                          AND (o.starts_at AT TIME ZONE $3)::date >= l.from_day
                          AND (l.until_day IS NULL OR (o.starts_at AT TIME ZONE $3)::date <= l.until_day))
     GROUP BY b.member_number, b.template_id, b.day, o.title, o.starts_at, o.ends_at, o.worth)";

Status add_services(sdk::Call& call, const std::vector<std::string>& members,
                    const std::string& zone, Instant until,
                    std::map<std::string, MemberFacts>& all) {
  HALLE_TRY(rows, call.query(select_services, call.organisation(), members, zone, until));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& one = all[row.text(0)].services.emplace_back();
    one.cause = row.text(1);
    one.title = row.text(2);
    one.day = day_at(row, 3);
    one.at = row.instant(4);
    one.minutes = static_cast<int>(row.number(5));
    one.worth = static_cast<int>(row.number(6));
    one.presence = static_cast<Presence>(row.number(7));
    one.own = row.truth(8);
  }
  HALLE_TRY(works, call.query(R"(
      SELECT member_number, id, day, day::timestamp AT TIME ZONE $3, minutes FROM shifts.work
       WHERE org_id = $1 AND member_number = ANY($2::text[]) AND state = 2
         AND day::timestamp AT TIME ZONE $3 < $4)",
                              call.organisation(), members, zone, until));
  for (std::size_t r = 0; r < works.size(); ++r)
    all[works[r].text(0)].works.push_back({works[r].text(1),
                                           day_at(works[r], 2),
                                           works[r].instant(3),
                                           static_cast<int>(works[r].number(4)),
                                           {}});
  return Done{};
}

/// What only some packs look at.
Status add_seats(sdk::Call& call, const std::vector<std::string>& members, const std::string& zone,
                 std::map<std::string, MemberFacts>& all) {
  HALLE_TRY(rows, call.query(R"(
      SELECT b.member_number, (b.taken_at AT TIME ZONE $3)::date, (b.freed_at AT TIME ZONE $3)::date,
             (o.starts_at AT TIME ZONE $3)::date, b.late AND b.freed = 1
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]))",
                             call.organisation(), members, zone));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& hers = all[rows[r].text(0)];
    hers.seats.push_back({day_at(rows[r], 1), read_day(rows[r].view(2)), day_at(rows[r], 3)});
    if (rows[r].truth(4)) hers.late_returns.push_back(hers.seats.back().day);
  }
  return Done{};
}

// Each parameter with the name under which it is kept.
void each(MonthlyHours& rule, const auto& visit) {
  visit("due_minutes", rule.due_minutes);
  visit("surplus_cap_minutes", rule.surplus_cap_minutes);
}
void each(GestionCompte& rule, const auto& visit) {
  visit("cycle_weeks", rule.cycle_weeks);
  visit("due_minutes", rule.due_minutes);
  visit("kept_minutes", rule.kept_minutes);
  visit("savings", rule.savings);
  visit("late_below_minutes", rule.late_below_minutes);
}
void each(LaLouve& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("cycle_weeks", rule.cycle_weeks);
  visit("alert_days", rule.alert_days);
}
void each(Obeesdoo& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("period_days", rule.period_days);
  visit("alert_days", rule.alert_days);
  visit("unsubscribed_at", rule.unsubscribed_at);
  visit("penalty", rule.penalty);
}
void each(Tapir& rule, const auto& visit) {
  visit("service_minutes", rule.service_minutes);
  visit("cycle_weeks", rule.cycle_weeks);
  visit("frozen_at", rule.frozen_at);
  visit("frozen_after_days", rule.frozen_after_days);
  visit("ahead_weeks", rule.ahead_weeks);
  visit("seat_lost_after_days", rule.seat_lost_after_days);
}

struct Reader {
  const nlohmann::json& from;

  template <typename T>
  void operator()(const char* name, T& to) const {
    if (from.contains(name)) to = from.at(name).get<T>();
  }
  void operator()(const char* name, std::optional<int>& to) const {
    if (from.contains(name)) to = from.at(name).get<int>();
  }
};

struct Writer {
  nlohmann::ordered_json& to;

  void operator()(const char* name, const auto& from) const { to[name] = from; }
  void operator()(const char* name, const std::optional<int>& from) const {
    if (from) to[name] = *from;
  }
};

Parameters parameters_of(std::string_view pack, std::string_view kept) {
  const auto json = nlohmann::json::parse(kept);
  const auto read = [&](auto rule) {
    each(rule, Reader{json});
    return Parameters(rule);
  };
  if (pack == "gestion_compte") return read(GestionCompte{});
  if (pack == "la_louve") return read(LaLouve{});
  if (pack == "obeesdoo") return read(Obeesdoo{});
  if (pack == "tapir") return read(Tapir{});
  return read(MonthlyHours{});
}

bool reads_seats(const Rule& rule) {
  return std::holds_alternative<GestionCompte>(rule.parameters) ||
         std::holds_alternative<Tapir>(rule.parameters);
}
}  // namespace

std::string kept(const Rule& rule) {
  nlohmann::ordered_json json;
  std::visit([&](auto parameters) { each(parameters, Writer{json}); }, rule.parameters);
  return json.dump();
}

Result<std::vector<Rule>> rules(sdk::Call& call) {
  HALLE_TRY(rows, call.query("SELECT from_day, pack, parameters, per_household FROM shifts.rule "
                             "WHERE org_id = $1 ORDER BY from_day DESC",
                             call.organisation()));
  std::vector<Rule> all;
  for (std::size_t r = 0; r < rows.size(); ++r)
    all.push_back(
        {day_at(rows[r], 0), parameters_of(rows[r].view(1), rows[r].view(2)), rows[r].truth(3)});
  return all;
}

std::map<std::string, MemberFacts> Facts::under(const std::vector<Rule>& rules) const {
  auto all = own;
  pool(all, belongings, rules);
  return all;
}

Result<Facts> facts_of(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone,
                       Instant until) {
  Facts out;
  auto& all = out.own;
  for (const auto& member : of) all[member];
  HALLE_TRY(belongings, call.query(R"(
      SELECT member_number, main_number, from_day, until_day FROM shifts.belonging
       WHERE org_id = $1 AND member_number = ANY(ARRAY(
         SELECT unnest(shifts.households_of($1, $2::text[])))) ORDER BY member_number, from_day)",
                                   call.organisation(), of));
  for (std::size_t r = 0; r < belongings.size(); ++r) {
    out.belongings.push_back({belongings[r].text(0),
                              belongings[r].text(1),
                              {day_at(belongings[r], 2), read_day(belongings[r].view(3))}});
    all[out.belongings.back().member];
    all[out.belongings.back().main];
  }
  std::vector<std::string> members;
  for (const auto& [number, facts] : all) members.push_back(number);
  HALLE_CHECK(add_spans(call, members, all));
  HALLE_CHECK(add_services(call, members, zone, until, all));
  HALLE_TRY(known, rules(call));
  if (std::any_of(known.begin(), known.end(), &reads_seats))
    HALLE_CHECK(add_seats(call, members, zone, all));
  return out;
}

}  // namespace halle::shifts::store
