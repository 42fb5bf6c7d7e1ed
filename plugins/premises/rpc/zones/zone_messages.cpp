#include "plugins/premises/rpc/zones/zone_messages.hpp"

namespace halle::premises {
namespace {
constexpr int most_hours = 60;  // of a zone

v1::Hours hours_of(const store::HoursRow& row) {
  v1::Hours out;
  out.set_weekday(row.weekday);
  out.set_from(row.opens);
  out.set_until(row.closes);
  return out;
}

v1::Rules message_of(const store::WrittenRules& rules, const Caller& caller, Instant now) {
  v1::Rules out;
  for (const auto& row : rules.hours) {
    if (!row.acting_org) {
      *out.add_opening() = hours_of(row);
      continue;
    }
    auto& priority = *out.add_priority();
    *priority.mutable_hours() = hours_of(row);
    priority.set_days(row.days);
    priority.set_own(caller.acts(*row.acting_org));
    priority.set_resting(!caller.has_time(*row.acting_org, now));
    if (const auto* known = caller.find(*row.acting_org)) {
      priority.set_association(known->code);
      priority.set_association_name(known->name);
    }
  }
  out.set_lead_hours(rules.limits.lead_hours);
  out.set_horizon_days(rules.limits.horizon_days);
  out.set_shortest_minutes(rules.limits.shortest_minutes);
  out.set_longest_minutes(rules.limits.longest_minutes);
  out.set_setup_minutes(rules.limits.setup_minutes);
  out.set_clearing_minutes(rules.limits.clearing_minutes);
  out.set_share_minutes(static_cast<int>(rules.limits.share_minutes));
  out.set_answer_hours(rules.limits.answer_hours);
  return out;
}

Result<store::HoursRow> row_of(const v1::Hours& hours) {
  if (!is_hours({hours.weekday(), hours.from(), hours.until()}))
    return bad_field("hours", "premises.bad_hours", hours.from() + "-" + hours.until());
  return store::HoursRow{{}, hours.weekday(), hours.from(), hours.until(), {}, 0};
}

/// The host or a partner, also one that is not let in any more: the rule may be an old one.
Result<Uuid> association_of(const std::string& code, const Caller& caller) {
  if (code == caller.host.code) return caller.host.id;
  for (const auto& partner : caller.partners)
    if (partner.code == code) return partner.id;
  return not_found("association", "premises.association_unknown", code);
}
}  // namespace

v1::Zone message_of(const Zone& zone, const ZoneTree& zones,
                    const std::map<Uuid, store::WrittenRules>& rules, const Caller& caller,
                    Instant now) {
  v1::Zone out;
  out.set_id(zone.id.text());
  out.set_name(zone.name);
  if (zone.whole) out.set_whole(zone.whole->text());
  const auto from = zones.rules_of(zone.id);
  if (!from) return out;
  // Zones and rules are read one after the other: meanwhile the rules may have been removed.
  const auto written = rules.find(*from);
  if (written == rules.end()) return out;
  *out.mutable_rules() = message_of(written->second, caller, now);
  out.set_own_rules(*from == zone.id);
  return out;
}

Result<store::WrittenRules> rules_of(const v1::Rules& rules, const Caller& caller) {
  store::WrittenRules out;
  out.limits = {rules.lead_hours(),      rules.horizon_days(),  rules.shortest_minutes(),
                rules.longest_minutes(), rules.setup_minutes(), rules.clearing_minutes(),
                rules.share_minutes(),   rules.answer_hours()};
  HALLE_CHECK(check_limits(out.limits));
  if (rules.opening_size() + rules.priority_size() > most_hours)
    return bad_field("hours", "premises.too_many_hours");
  for (const auto& hours : rules.opening()) {
    HALLE_TRY(row, row_of(hours));
    out.hours.push_back(row);
  }
  std::vector<Kept> kept;
  for (const auto& priority : rules.priority()) {
    HALLE_TRY(row, row_of(priority.hours()));
    HALLE_TRY(association, association_of(priority.association(), caller));
    if (priority.days() < 0 || priority.days() > farthest_days)
      return bad_field("days", "premises.bad_rule", std::to_string(priority.days()));
    row.acting_org = association;
    row.days = priority.days();
    out.hours.push_back(row);
    kept.push_back({{row.weekday, row.opens, row.closes}, association});
  }
  if (contradict(kept)) return bad_field("priority", "premises.priority_overlaps");
  return out;
}

}  // namespace halle::premises
