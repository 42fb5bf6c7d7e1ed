#include "services/workshops/rpc/sessions/session_messages.hpp"

#include <array>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/zones/taken_zones.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops {
namespace {
constexpr std::size_t longest_line = 200;
constexpr int most_leaders = 10;
constexpr int most_places = 1000;
constexpr std::chrono::hours longest{72};
constexpr std::chrono::hours longest_shift{16};
constexpr int most_helpers = 30;
constexpr int most_skills = 5;
constexpr std::size_t longest_task = 80;

Status check_time(const char* field, const std::string& text, bool required) {
  if ((required || !text.empty()) && !is_local_time(text))
    return bad_field(field, "workshops.bad_time", text);
  return Done{};
}

Status check_helpers(const v1::Helpers& helpers) {
  HALLE_CHECK(
      check_range("helpers", helpers.count(), 0, most_helpers, "workshops.too_many_helpers"));
  HALLE_CHECK(check_line("helpers", helpers.task(), longest_task, "workshops.bad_task"));
  HALLE_CHECK(
      check_range("helpers", helpers.skills_size(), 0, most_skills, "workshops.bad_skills"));
  for (const auto& skill : helpers.skills())
    if (!Uuid::parse(skill)) return bad_field("helpers", "workshops.bad_skills", skill);
  return Done{};
}

Status check(const v1::SessionDetails& details) {
  HALLE_CHECK(check_time("starts", details.starts(), true));
  HALLE_CHECK(check_time("ends", details.ends(), true));
  HALLE_CHECK(check_time("opens", details.opens(), false));
  HALLE_CHECK(check_time("closes", details.closes(), false));
  HALLE_CHECK(check_line("place", details.place(), longest_line, "workshops.bad_text"));
  HALLE_CHECK(check_line("led_by", details.led_by(), longest_line, "workshops.bad_text"));
  HALLE_CHECK(check_range("leaders", details.leaders_size(), 0, most_leaders,
                          "workshops.too_many_leaders"));
  HALLE_CHECK(
      check_range("capacity", details.capacity(), 1, most_places, "workshops.bad_capacity"));
  HALLE_CHECK(
      check_range("minimum", details.minimum(), 0, details.capacity(), "workshops.bad_minimum"));
  if (!v1::Audience_IsValid(details.audience()))
    return bad_field("audience", "workshops.bad_audience", std::to_string(details.audience()));
  if (!details.zone().empty() && !Uuid::parse(details.zone())) return zone_unknown(details.zone());
  HALLE_CHECK(check_helpers(details.helpers()));
  const auto& price = details.price();
  if (!v1::PriceKind_IsValid(price.kind()) || !v1::DueAt_IsValid(price.due_at()))
    return bad_field("price", "workshops.bad_price");
  return check_price(price_of(price));
}

/// Converts the local times. Error `workshops.no_such_time`: an hour that a clock change skips.
Status read_times(sdk::Call& call, const v1::SessionDetails& details,
                  store::SessionValues& values) {
  const std::vector<std::string> local{details.starts(), details.ends(), details.opens(),
                                       details.closes()};
  constexpr std::array fields{"starts", "ends", "opens", "closes"};
  HALLE_TRY(moments, store::moments(call, local));
  for (std::size_t i = 0; i < local.size(); ++i)
    if (!moments[i].exists) return bad_field(fields.at(i), "workshops.no_such_time", local[i]);
  values.starts_at = *moments[0].at;
  values.ends_at = *moments[1].at;
  values.opens_at = moments[2].at;
  values.closes_at = moments[3].at;
  if (values.starts_at <= call.now())
    return bad_field("starts", "workshops.in_the_past", details.starts());
  if (values.ends_at <= values.starts_at)
    return bad_field("ends", "workshops.times_reversed", details.ends());
  if (values.ends_at > values.starts_at + longest)
    return bad_field("ends", "workshops.too_long", details.ends());
  if (details.helpers().count() > 0 && values.ends_at - values.starts_at > longest_shift)
    return bad_field("helpers", "workshops.too_long_for_helpers", details.ends());
  if (values.closes_at && *values.closes_at > values.starts_at)
    return bad_field("closes", "workshops.closes_late", details.closes());
  if (values.opens_at && *values.opens_at >= values.closes_at.value_or(values.starts_at))
    return bad_field("opens", "workshops.opens_late", details.opens());
  return Done{};
}
}  // namespace

Price price_of(const v1::Price& given) {
  return {static_cast<PriceKind>(given.kind()), given.cents(), given.reduced_cents(),
          given.visitor_cents(), given.floor_cents()};
}

Price price_of(const store::SessionRow& row) {
  return {row.price_kind, row.price_cents, row.reduced_cents, row.visitor_cents, row.floor_cents};
}

v1::SessionDetails details_of(const store::SessionRow& row) {
  v1::SessionDetails out;
  out.set_workshop(row.workshop_id.text());
  out.set_starts(row.local_start);
  out.set_ends(row.local_end);
  out.set_place(row.place);
  out.set_led_by(row.led_by);
  out.mutable_leaders()->Add(row.leaders.begin(), row.leaders.end());
  out.set_capacity(row.capacity);
  out.set_minimum(row.minimum);
  out.set_opens(row.local_opens.value_or(""));
  out.set_closes(row.local_closes.value_or(""));
  out.set_audience(row.audience);
  if (row.zone_id) out.set_zone(row.zone_id->text());
  if (row.helpers > 0) {
    out.mutable_helpers()->set_count(row.helpers);
    out.mutable_helpers()->set_task(row.helpers_task);
    out.mutable_helpers()->mutable_skills()->Add(row.helpers_skills.begin(),
                                                 row.helpers_skills.end());
  }
  if (row.price_kind == PriceKind::free) return out;
  auto& price = *out.mutable_price();
  price.set_kind(static_cast<v1::PriceKind>(row.price_kind));
  price.set_cents(row.price_cents);
  price.set_reduced_cents(row.reduced_cents);
  price.set_visitor_cents(row.visitor_cents);
  price.set_floor_cents(row.floor_cents);
  price.set_due_at(row.due_at);
  return out;
}

v1::Session message_of(const store::SessionRow& row) {
  v1::Session out;
  out.set_id(row.id.text());
  *out.mutable_details() = details_of(row);
  out.set_title(row.title);
  out.set_theme(row.theme);
  sdk::set_timestamp(*out.mutable_starts(), row.starts_at);
  sdk::set_timestamp(*out.mutable_ends(), row.ends_at);
  sdk::set_timestamp(*out.mutable_offers_end(), row.offers_end);
  out.set_state(row.state);
  out.set_reason(row.reason);
  out.set_taken(row.taken);
  out.set_waiting(row.waiting);
  out.set_zone_name(row.zone_name);
  out.set_zone_held(row.zone_held);
  out.set_helpers_planned(row.helpers_planned);
  if (!row.own_id) return out;
  auto& own = *out.mutable_own();
  own.set_id(row.own_id->text());
  own.set_session(out.id());
  own.set_persons(row.own_persons.value_or(0));
  own.set_price_cents(row.own_price_cents.value_or(0));
  own.set_state(row.own_state.value_or(v1::REGISTRATION_STATE_UNSPECIFIED));
  if (row.own_until) sdk::set_timestamp(*own.mutable_until(), *row.own_until);
  if (row.own_at) sdk::set_timestamp(*own.mutable_at(), *row.own_at);
  return out;
}

Result<store::SessionValues> read_details(sdk::Call& call, const v1::SessionDetails& details) {
  HALLE_CHECK(check(details));
  store::SessionValues values;
  HALLE_TRY(workshop, store::workshop(call, details.workshop()));
  values.id = call.new_id();
  values.workshop_id = workshop.id;
  HALLE_CHECK(read_times(call, details, values));
  values.place = trim(details.place());
  values.led_by = trim(details.led_by());
  values.leaders.assign(details.leaders().begin(), details.leaders().end());
  values.capacity = details.capacity();
  values.minimum = details.minimum();
  values.price = price_of(details.price());
  values.due_at = details.price().due_at();
  values.audience =
      details.audience() == v1::AUDIENCE_UNSPECIFIED ? v1::AUDIENCE_MEMBERS : details.audience();
  if (!details.zone().empty()) values.zone_id = Uuid::parse(details.zone());
  if (const auto& helpers = details.helpers(); helpers.count() > 0)
    values.helpers = {
        helpers.count(), trim(helpers.task()), {helpers.skills().begin(), helpers.skills().end()}};
  values.title = workshop.title;
  return values;
}

void emit_changed(sdk::Call& call, const Uuid& session, v1::SessionState state, Instant starts) {
  v1::SessionChanged event;
  event.set_session(session.text());
  event.set_state(state);
  sdk::set_timestamp(*event.mutable_starts(), starts);
  call.emit(event, event.session());
}

}  // namespace halle::workshops
