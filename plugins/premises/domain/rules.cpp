#include "plugins/premises/domain/rules.hpp"

#include <algorithm>

namespace halle::premises {
namespace {
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

bool is_time(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const std::size_t at : {0, 1, 3, 4})
    if (text[at] < '0' || text[at] > '9') return false;
  return text <= "23:59" && text[3] <= '5';
}

bool is_others_priority(const Claim& claim, const Priority& priority) {
  return priority.association != claim.association && overlap(priority.span, claim.held) &&
         priority.span.from - claim.now > days(priority.days);
}

void add_once(std::vector<FieldViolation>& to, const char* field, const char* reason) {
  for (const auto& known : to)
    if (known.reason == reason) return;
  to.push_back({field, reason, {}});
}

void add_broken_limits(const Claim& claim, const Limits& limits, std::vector<FieldViolation>& to) {
  const auto length = claim.span.until - claim.span.from;
  const auto ahead = claim.span.from - claim.now;
  const minutes longest =
      limits.longest_minutes == 0 ? longest_booking : minutes(limits.longest_minutes);
  const days farthest{limits.horizon_days == 0 ? farthest_days : limits.horizon_days};
  if (length < minutes(limits.shortest_minutes)) add_once(to, "until", "premises.too_short");
  if (length > longest) add_once(to, "until", "premises.too_long");
  if (ahead < hours(limits.lead_hours)) add_once(to, "from", "premises.too_soon");
  if (ahead > farthest) add_once(to, "from", "premises.too_far");
}
}  // namespace

Status check_limits(const Limits& limits) {
  struct Limit {
    const char* field;
    std::int64_t value;
    std::int64_t most;
  };
  for (const auto& [field, value, most] :
       {Limit{"lead_hours", limits.lead_hours, farthest_days * 24},
        Limit{"horizon_days", limits.horizon_days, farthest_days},
        Limit{"shortest_minutes", limits.shortest_minutes, longest_booking.count()},
        Limit{"longest_minutes", limits.longest_minutes, longest_booking.count()},
        Limit{"setup_minutes", limits.setup_minutes, longest_preparation.count()},
        Limit{"clearing_minutes", limits.clearing_minutes, longest_preparation.count()},
        Limit{"share_minutes", limits.share_minutes, farthest_days * 24 * 60},
        Limit{"answer_hours", limits.answer_hours, farthest_days * 24}})
    if (value < 0 || value > most)
      return bad_field(field, "premises.bad_rule", std::to_string(value));
  if (limits.longest_minutes != 0 && limits.longest_minutes < limits.shortest_minutes)
    return bad_field("longest_minutes", "premises.bad_rule",
                     std::to_string(limits.longest_minutes));
  if (limits.horizon_days != 0 && limits.horizon_days * 24 <= limits.lead_hours)
    return bad_field("horizon_days", "premises.bad_rule", std::to_string(limits.horizon_days));
  return Done{};
}

bool is_local_time(const std::string& text) {
  return text.size() == 16 && text[10] == 'T' && is_day(text.substr(0, 10)) &&
         is_time(text.substr(11));
}

bool is_hours(const Hours& hours) {
  return hours.weekday >= 1 && hours.weekday <= 7 && is_time(hours.from) &&
         (is_time(hours.until) || hours.until == "24:00") && hours.from < hours.until;
}

bool contradict(const std::vector<Kept>& all) {
  for (const auto& a : all)
    for (const auto& b : all)
      if (a.association != b.association && a.hours.weekday == b.hours.weekday &&
          a.hours.from < b.hours.until && b.hours.from < a.hours.until)
        return true;
  return false;
}

std::vector<FieldViolation> broken_rules(const Claim& claim, const std::vector<Rules>& rules) {
  std::vector<FieldViolation> broken;
  if (claim.span.from < claim.now) return {{"from", "premises.past", {}}};
  if (claim.partner_until && claim.span.until > *claim.partner_until)
    add_once(broken, "until", "premises.after_partnership");
  for (const auto& rule : rules) {
    add_broken_limits(claim, rule.limits, broken);
    if (rule.has_opening && !covers(rule.open, claim.span))
      add_once(broken, "from", "premises.closed_then");
    if (std::any_of(rule.priority.begin(), rule.priority.end(),
                    [&](const Priority& one) { return is_others_priority(claim, one); }))
      add_once(broken, "from", "premises.priority_hours");
  }
  return broken;
}

Span held(const Span& span, const Limits& limits) {
  return {span.from - minutes(limits.setup_minutes), span.until + minutes(limits.clearing_minutes)};
}

int answer_hours(const std::vector<Rules>& rules) {
  int least = 0;
  for (const auto& rule : rules)
    if (rule.limits.answer_hours > 0)
      least = least == 0 ? rule.limits.answer_hours : std::min(least, rule.limits.answer_hours);
  return least;
}

}  // namespace halle::premises
