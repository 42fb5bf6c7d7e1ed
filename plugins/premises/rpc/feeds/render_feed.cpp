#include "core/sdk/documents/agenda.hpp"
#include "plugins/premises/domain/calendar.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/store/bookings.hpp"
#include "plugins/premises/store/feeds.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises {
namespace {
Error unknown_feed() {
  return {Code::not_found, "premises.feed_unknown"};
}

/// The zones whose bookings hold this one: its parts, itself, and what it is part of.
std::vector<Uuid> touching(const ZoneTree& zones, const Uuid& zone) {
  auto all = zones.with_parts(zone);
  for (const auto& whole : zones.with_wholes(zone))
    if (whole != zone) all.push_back(whole);
  return all;
}

/// Whether the maker, whose rights a calendar has, may still see what it says.
bool may_see(const Caller& maker, const store::FeedRow& feed) {
  if (feed.acting_org == maker.host.id) return !feed.maker || maker.sees_host;
  return maker.is_current(feed.acting_org) && (!feed.maker || maker.sees(feed.acting_org));
}

sdk::Appointment appointment_of(const store::BookingRow& row, const store::FeedRow& feed,
                                const Caller& maker, bool english) {
  const bool of_host = feed.acting_org == maker.host.id;
  const auto* association = maker.known(row.acting_org);
  sdk::Appointment out;
  out.id = row.id.text();
  out.title = entry_title(feed.maker && (of_host || row.acting_org == feed.acting_org), of_host,
                          row.state == v1::BOOKING_STATE_ASKED,
                          association == nullptr ? "" : association->name, row.title, english);
  out.starts = row.starts_at;
  out.ends = row.ends_at;
  out.written = row.changed_at;
  out.sequence = row.sequence;
  return out;
}
}  // namespace

Result<type::v1::Document> Feeds::render(sdk::Call& call,
                                         const type::v1::DocumentRequest& request) {
  HALLE_TRY(feed, store::feed_of(call, request.key()));
  call.rollback();  // hub is asked outside of a transaction
  if (!feed) return unknown_feed();
  HALLE_TRY(maker, rights_of(call, feed->maker));
  if (!may_see(maker, *feed)) return unknown_feed();
  HALLE_TRY(zones, store::open_zones(call));
  const auto* zone = zones.find(feed->zone_id);
  if (zone == nullptr) return unknown_feed();
  HALLE_TRY(rows, store::recent(call, touching(zones, zone->id)));
  std::vector<sdk::Appointment> appointments;
  for (const auto& row : rows)
    appointments.push_back(appointment_of(row, *feed, maker, request.language() == "en"));
  type::v1::Document document;
  document.set_content_type("text/calendar; charset=utf-8");
  document.set_body(
      sdk::agenda_text("premises", zone->name + ", " + maker.host.name, appointments));
  return document;
}

}  // namespace halle::premises
