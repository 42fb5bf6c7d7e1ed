#include "services/membership/store/dues.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "services/membership/domain/fees.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership::store {
namespace {
v1::Grid grid_of(const sdk::Rows::Row& row) {
  v1::Grid grid;
  grid.set_from(row.text(0));
  grid.set_rule(static_cast<v1::PeriodRule>(row.number(1)));
  grid.set_target_cents(row.number(2));
  for (const auto& one : nlohmann::json::parse(row.view(3))) {
    auto& bracket = *grid.add_brackets();
    bracket.set_name(one.at("name").get<std::string>());
    bracket.set_cents(one.at("cents").get<std::int64_t>());
  }
  return grid;
}

/// Two statements, so that each has a plan of its own.
std::string select_periods(const char* which) {
  return std::string(R"(
      SELECT p.id, m.number, p.first_day, p.last_day, p.bracket, p.cents, p.paid_on, p.means, p.receipt,
             p.cancelled_on, p.reason
        FROM membership.period p
        JOIN membership.member m ON m.org_id = $1 AND m.id = p.member_id
       WHERE p.org_id = $1 AND )") +
         which + " ORDER BY p.first_day DESC, p.recorded_at DESC";
}

std::vector<v1::Period> periods_of(const sdk::Rows& rows) {
  std::vector<v1::Period> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& period = all.emplace_back();
    period.set_id(row.text(0));
    period.set_member(row.text(1));
    period.set_first_day(row.text(2));
    period.set_last_day(row.text(3));
    period.set_bracket(row.text(4));
    period.set_cents(row.number(5));
    period.set_paid_on(row.text(6));
    period.set_means(static_cast<v1::Means>(row.number(7)));
    period.set_receipt(static_cast<int>(row.number(8)));
    period.set_cancelled_on(row.text(9));
    period.set_reason(row.text(10));
  }
  return all;
}
}  // namespace

Result<Day> today(sdk::Call& call) {
  HALLE_TRY(day, call.today());
  return read_day(day).value_or(Day{});
}

Result<v1::GridReply> grids(sdk::Call& call, Day day) {
  HALLE_TRY(rows, call.query(R"(
      SELECT from_day, rule, target_cents, brackets FROM membership.grid
       WHERE org_id = $1 AND from_day >= coalesce((
         SELECT max(from_day) FROM membership.grid WHERE org_id = $1 AND from_day <= $2), $2)
       ORDER BY from_day)",
                             call.organisation(), day_text(day)));
  v1::GridReply reply;
  reply.set_today(day_text(day));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto grid = grid_of(rows[r]);
    if (grid.from() <= reply.today())
      *reply.mutable_current() = std::move(grid);
    else
      *reply.add_coming() = std::move(grid);
  }
  return reply;
}

void lock_pot(sdk::Call& call) {
  call.queue(
      "INSERT INTO membership.pot (org_id, cents, receipts) VALUES ($1, 0, 0) "
      "ON CONFLICT DO NOTHING",
      call.organisation());
  call.queue("SELECT 1 FROM membership.pot WHERE org_id = $1 FOR UPDATE", call.organisation());
}

Result<std::int64_t> pot_cents(sdk::Call& call) {
  HALLE_TRY(rows,
            call.query("SELECT cents FROM membership.pot WHERE org_id = $1", call.organisation()));
  return rows.empty() ? 0 : rows[0].number(0);
}

Status set_in_pot(sdk::Call& call, const std::string& period, std::int64_t cents) {
  HALLE_TRY(moved, call.query(R"(
      WITH pot AS (
        UPDATE membership.pot t SET cents = t.cents + $3 - p.pot_cents FROM membership.period p
         WHERE t.org_id = $1 AND p.org_id = $1 AND p.id = $2 AND t.cents + $3 - p.pot_cents >= 0
        RETURNING 1)
      UPDATE membership.period SET pot_cents = $3
       WHERE org_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM pot) RETURNING 1)",
                              call.organisation(), period, cents));
  if (moved.empty()) return Error{Code::failed_precondition, "membership.pot_short"};
  return Done{};
}

Result<std::vector<v1::Period>> periods(sdk::Call& call, const std::string& member) {
  HALLE_TRY(rows, call.query(select_periods("p.member_id = (SELECT k.id FROM membership.member k "
                                            "WHERE k.org_id = $1 AND k.number = $2)"),
                             call.organisation(), member));
  return periods_of(rows);
}

Result<v1::Period> period(sdk::Call& call, const std::string& id) {
  const Error unknown{Code::not_found, "membership.period_unknown", id};
  if (!Uuid::parse(id)) return unknown;
  HALLE_TRY(rows, call.query(select_periods("p.id = $2"), call.organisation(), id));
  auto found = periods_of(rows);
  if (found.empty()) return unknown;
  return std::move(found.front());
}

Result<std::string> add_period(sdk::Call& call, const NewPeriod& period) {
  const std::string id = make_uuid_v7(call.now().time_since_epoch().count() / 1000).text();
  HALLE_TRY(added,
            call.query(R"(
      INSERT INTO membership.period (org_id, id, member_id, first_day, last_day, bracket, cents,
                                     target_cents, recorded_at, recorded_by)
      SELECT $1, $2, m.id, $4, $5, $6, $7, $8, $9, $10
        FROM membership.member m WHERE m.org_id = $1 AND m.number = $3 RETURNING 1)",
                       call.organisation(), id, period.member, day_text(period.days.first),
                       day_text(period.days.last), period.bracket.name(), period.bracket.cents(),
                       period.target_cents, call.now(), call.principal()));
  if (added.empty()) return unknown_member(period.member);
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
  HALLE_TRY(paid, call.query(R"(
      WITH next AS (
        UPDATE membership.pot SET receipts = receipts + 1 WHERE org_id = $1 RETURNING receipts)
      UPDATE membership.period p
         SET paid_on = $3, means = $4, taken_by = $5, receipt = next.receipts
        FROM next WHERE p.org_id = $1 AND p.id = $2 RETURNING p.cents - p.target_cents)",
                             call.organisation(), period.id(), day_text(day),
                             static_cast<std::int64_t>(means), call.principal()));
  HALLE_CHECK(set_in_pot(call, period.id(), paid[0].number(0)));
  v1::DuesPaid event;
  event.set_period(period.id());
  event.set_number(period.member());
  event.set_cents(period.cents());
  event.set_means(means);
  call.emit(event, period.id());
  return Done{};
}

v1::DuesState state_of(Day today, const std::optional<Day>& last) {
  if (!last) return v1::DUES_STATE_NONE;
  if (*last < today) return v1::DUES_STATE_ENDED;
  return today < renewable_from(*last) ? v1::DUES_STATE_RUNNING : v1::DUES_STATE_RENEWABLE;
}

}  // namespace halle::membership::store
