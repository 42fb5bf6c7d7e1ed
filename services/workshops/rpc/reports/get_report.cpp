#include <algorithm>

#include "core/base/time/day.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/workshops/domain/report.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/reports/reports.hpp"

namespace halle::workshops {
namespace {
constexpr std::chrono::days longest{800};
constexpr int most_numbers = 20000;  // that membership counts at a time

Status check(const v1::GetReportRequest& request) {
  const auto from = read_day(request.from());
  if (!from) return bad_field("from", "workshops.bad_day", request.from());
  const auto until = read_day(request.until());
  if (!until || *until < *from) return bad_field("until", "workshops.bad_day", request.until());
  if (*until - *from > longest)
    return bad_field("until", "workshops.report_too_long", request.until());
  return Done{};
}

void write(const Figures& figures, v1::Figures& out) {
  out.set_sessions(figures.sessions);
  out.set_registered(figures.registered);
  out.set_came(figures.came);
  out.set_first_timers(figures.first_timers);
  out.set_person_minutes(figures.person_minutes);
}

Figures figures_of(const store::HeldSessionRow& row) {
  return {1, row.registered, row.came, row.first_timers,
          static_cast<std::int64_t>(row.minutes) * row.came};
}

/// Where the members live who came, counted by membership, which gives no address away.
Status add_members(sdk::Call& call, const std::vector<store::MemberCame>& members,
                   std::vector<TownCount>& towns) {
  membership::v1::CountPostCodesRequest request;
  const auto count = [&]() -> Status {
    HALLE_TRY(reply, membership::v1::MembersClient(call).count_post_codes(request));
    for (const auto& one : reply.counts()) towns.push_back({one.post_code(), one.count()});
    request.clear_numbers();
    return Done{};
  };
  for (const auto& member : members)
    for (int n = 0; n < member.persons; ++n) {
      request.add_numbers(member.number);
      if (request.numbers_size() == most_numbers) HALLE_CHECK(count());
    }
  return request.numbers_size() == 0 ? Status(Done{}) : count();
}

void add_session(const store::HeldSessionRow& row, v1::Report& report) {
  auto& session = *report.add_sessions();
  session.set_session(row.id.text());
  session.set_title(row.title);
  session.set_theme(row.theme);
  session.set_day(row.day);
  session.set_minutes(row.minutes);
  write(figures_of(row), *session.mutable_figures());
}
}  // namespace

Result<v1::Report> Reports::get(sdk::Call& call, const v1::GetReportRequest& request) {
  HALLE_CHECK(check(request));
  HALLE_TRY(sessions, store::held_sessions(call, request.from(), request.until()));
  HALLE_TRY(visitors, store::visitors_came(call, request.from(), request.until()));
  HALLE_TRY(members, store::members_came(call, request.from(), request.until()));
  v1::Report report;
  report.set_from(request.from());
  report.set_until(request.until());
  Figures total;
  std::vector<ThemeFigures> themes;
  for (const auto& row : sessions) {
    total += figures_of(row);
    themes.push_back({row.theme, figures_of(row)});
    add_session(row, report);
  }
  write(total, *report.mutable_total());
  for (const auto& theme : by_theme(themes)) {
    auto& out = *report.add_themes();
    out.set_theme(theme.theme);
    write(theme.figures, *out.mutable_figures());
  }
  std::vector<TownCount> towns;
  for (const auto& row : visitors) towns.push_back({row.post_code, row.persons});
  HALLE_CHECK(add_members(call, members, towns));
  for (const auto& town : by_town(towns, total.came)) {
    auto& out = *report.add_towns();
    out.set_post_code(town.post_code);
    out.set_came(town.came);
  }
  return report;
}

}  // namespace halle::workshops
