// halle premises: zones of a host, its partners, and bookings.

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text/text.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"

namespace halle::cli {
namespace {
namespace pv = premises::v1;

struct PremisesOptions {
  std::string name;   // of a zone to add, or of the zone that is meant
  std::string whole;  // of which the new zone is part
  std::string id;     // of a booking
  std::string partner;
  std::string from;
  std::string until;
  std::string association;
  std::string title;
};

const char* state_name(pv::BookingState state) {
  switch (state) {
    case pv::BOOKING_STATE_ASKED:
      return "asked";
    case pv::BOOKING_STATE_BOOKED:
      return "booked";
    case pv::BOOKING_STATE_CANCELLED:
      return "cancelled";
    case pv::BOOKING_STATE_REFUSED:
      return "refused";
    case pv::BOOKING_STATE_EXPIRED:
      return "expired";
    default:
      return "taken";
  }
}

/// The id of the zone of that name or id; what is neither is left to the host to refuse.
std::string zone_id(const pv::ListZonesReply& zones, const std::string& text) {
  for (const auto& zone : zones.zones())
    if (zone.id() == text || fold(zone.name()) == fold(text)) return zone.id();
  return text;
}

std::string zone_name(const pv::ListZonesReply& zones, const std::string& id) {
  for (const auto& zone : zones.zones())
    if (zone.id() == id) return zone.name();
  return id;
}

Json json_of(const pv::Booking& booking, const pv::ListZonesReply& zones) {
  return {{"id", booking.id()},
          {"zone", zone_name(zones, booking.zone())},
          {"starts", booking.local_start()},
          {"ends", booking.local_end()},
          {"state", state_name(booking.state())},
          {"association", booking.association().code()},
          {"what_for", booking.title()}};
}

Status add_zone(const Program& program, const PremisesOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  pv::AddZoneRequest request;
  request.set_name(options.name);
  if (!options.whole.empty()) {
    HALLE_TRY(zones, pv::ZonesClient(session->read()).list({}));
    request.set_whole(zone_id(zones, options.whole));
  }
  HALLE_TRY(zone, pv::ZonesClient(session->write()).add(request));
  if (program.json)
    print_object({{"id", zone.id()}, {"name", zone.name()}, {"whole", zone.whole()}}, true);
  else
    print(zone.name() + "\n" + zone.id() + "\n");
  return Done{};
}

Status let_in(const Program& program, const PremisesOptions& options) {
  hub::v1::LetPartnerRequest request;
  request.set_partner(options.partner);
  request.set_from(options.from);
  request.set_until(options.until);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(partnership, hub::v1::PartnershipsClient(session->write()).let(request));
  print_object({{"association", partnership.partner().code()},
                {"from", partnership.from()},
                {"until", partnership.until()}},
               program.json);
  return Done{};
}

Status end(const Program& program, const PremisesOptions& options) {
  hub::v1::EndPartnershipRequest request;
  request.set_partner(options.partner);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(ended, hub::v1::PartnershipsClient(session->write()).end(request));
  return Done{};
}

Status list(const Program& program, const PremisesOptions& /*options*/) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(zones, pv::ZonesClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& zone : zones.zones())
    all.push_back(
        {{"id", zone.id()},
         {"zone", zone.name()},
         {"part_of", zone.whole().empty() ? std::string{} : zone_name(zones, zone.whole())}});
  print_list(all, {"id", "zone", "part_of"}, program.json);
  return Done{};
}

Status week(const Program& program, const PremisesOptions& options) {
  pv::GetWeekRequest request;
  request.set_day(options.from);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(zones, pv::ZonesClient(session->read()).list({}));
  HALLE_TRY(shown, pv::BookingsClient(session->read()).get_week(request));
  Json all = Json::array();
  for (const auto& booking : shown.taken()) all.push_back(json_of(booking, zones));
  print_list(all, {"id", "zone", "starts", "ends", "state", "association", "what_for"},
             program.json);
  return Done{};
}

Status book(const Program& program, const PremisesOptions& options) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(zones, pv::ZonesClient(session->read()).list({}));
  pv::BookRequest request;
  request.set_zone(zone_id(zones, options.name));
  request.set_from(options.from);
  request.set_until(options.until);
  request.set_association(options.association);
  request.set_title(options.title);
  HALLE_TRY(booking, pv::BookingsClient(session->write()).book(request));
  print_object(json_of(booking, zones), program.json);
  return Done{};
}

Status cancel(const Program& program, const PremisesOptions& options) {
  pv::CancelBookingRequest request;
  request.set_booking(options.id);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(zones, pv::ZonesClient(session->read()).list({}));
  HALLE_TRY(booking, pv::BookingsClient(session->write()).cancel(request));
  print_object(json_of(booking, zones), program.json);
  return Done{};
}
}  // namespace

void add_premises_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("premises", words("help.premises"));
  group->require_subcommand(1);
  const auto add = [&](const std::string& name, auto action) {
    auto options = std::make_shared<PremisesOptions>();
    auto* command = add_command(*group, program, name, words("help.premises." + name),
                                [&program, options, action] { return action(program, *options); });
    return std::pair(command, options);
  };
  auto [zone_command, zone] = add("zone", &add_zone);
  zone_command->add_option("NAME", zone->name, words("option.zone_name"))->required();
  zone_command->add_option("--of", zone->whole, words("option.zone_whole"));
  auto [let_command, partner] = add("let", &let_in);
  let_command->add_option("ORG", partner->partner, words("option.partner"))->required();
  let_command->add_option("--from", partner->from, words("option.from"))->required();
  let_command->add_option("--until", partner->until, words("option.until"));
  auto [end_command, ended] = add("end", &end);
  end_command->add_option("ORG", ended->partner, words("option.partner"))->required();
  add("list", &list);
  auto [week_command, day] = add("week", &week);
  week_command->add_option("--day", day->from, words("option.week_day"));
  auto [book_command, booking] = add("book", &book);
  book_command->add_option("ZONE", booking->name, words("option.zone"))->required();
  book_command->add_option("--from", booking->from, words("option.time_from"))->required();
  book_command->add_option("--until", booking->until, words("option.time_until"))->required();
  book_command->add_option("--for", booking->association, words("option.acting"));
  book_command->add_option("--title", booking->title, words("option.booking_title"));
  auto [cancel_command, cancelled] = add("cancel", &cancel);
  cancel_command->add_option("ID", cancelled->id, words("option.booking"))->required();
}

}  // namespace halle::cli
