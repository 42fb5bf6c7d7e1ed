// Zones, bookings, weeks and calendars, on one node and on two.
#include <libical/ical.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/ids.hpp"

#include "tests/plugins/premises/house.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;

INSTANTIATE_TEST_SUITE_P(Topologies, Premises, testing::Values(one_box, two_nodes));

TEST_P(Premises, AWholeAndItsPartsExcludeEachOther) {
  const auto hall = house.zone("Local");
  const auto shop = house.zone("Boutique", hall);
  const auto kitchen = house.zone("Cuisine", hall);
  const auto booked =
      must(house.book(house.host, shop, "2026-12-01T09:00", "2026-12-01T12:00", "", "Inventaire"));
  EXPECT_EQ(booked.state(), pv::BOOKING_STATE_BOOKED);
  EXPECT_EQ(booked.association().code(), "coop");
  EXPECT_TRUE(booked.may_cancel());
  const auto whole = house.book(house.reuser, hall, "2026-12-01T11:59", "2026-12-01T13:00");
  EXPECT_EQ(whole.error().code, Code::failed_precondition);
  EXPECT_EQ(whole.error().fields.at(0).reason, "premises.taken");
  EXPECT_EQ(whole.error().fields.at(0).value, "2026-12-01T09:00/2026-12-01T12:00")
      << "the time that is taken";
  must(house.book(house.trader, kitchen, "2026-12-01T09:00", "2026-12-01T12:00"));
  must(house.book(house.reuser, hall, "2026-12-01T12:00", "2026-12-01T13:00"));
  for (const auto& part : {shop, kitchen})
    EXPECT_EQ(reasons(house.book(house.host, part, "2026-12-01T12:30", "2026-12-01T12:45")),
              Lines{"taken"});
  EXPECT_EQ(
      house.installation.sql("SELECT z.name FROM premises.occupation o JOIN premises.zone z ON "
                             "z.id = o.zone_id WHERE o.booking_id = (SELECT id FROM "
                             "premises.booking WHERE zone_id = '" +
                             hall + "') ORDER BY 1"),
      (Lines{"Boutique", "Cuisine"}));
}

TEST_P(Premises, TheDatabaseItselfKeepsBookingsApart) {
  const auto shop = house.zone("Boutique");
  must(house.book(house.host, shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  EXPECT_THROW((void)house.installation.sql(
                   "INSERT INTO premises.occupation SELECT org_id, booking_id, zone_id, held_from "
                   "+ interval '1 hour', held_until + interval '1 hour' FROM premises.occupation"),
               std::exception);
  try {
    (void)house.installation.sql(
        "WITH other AS (INSERT INTO premises.booking SELECT org_id, gen_random_uuid(), zone_id, "
        "acting_org, '', NULL, NULL, starts_at, ends_at, held_from, held_until, state, NULL, "
        "changed_at, 0 "
        "FROM premises.booking RETURNING *) INSERT INTO premises.occupation SELECT org_id, id, "
        "zone_id, held_until - interval '1 minute', held_until + interval '1 hour' FROM other");
    ADD_FAILURE() << "two bookings of one zone at one time";
  } catch (const std::exception& refused) {
    EXPECT_NE(std::string(refused.what()).find("one_booking_at_a_time"), std::string::npos)
        << refused.what();
  }
}

TEST_P(Premises, ABookingWithoutARowForALeafIsBroken) {
  const auto hall = house.zone("Local");
  house.zone("Boutique", hall);
  const auto room = house.zone("Salle", hall);
  must(house.book(house.host, hall, "2026-12-01T09:00", "2026-12-01T12:00"));
  EXPECT_EQ(house.installation.broken_invariants(), Lines{});
  house.installation.sql("CREATE TABLE public.kept AS SELECT * FROM premises.occupation");
  house.installation.sql("DELETE FROM premises.occupation WHERE zone_id = '" + room + "'");
  EXPECT_EQ(house.installation.broken_invariants().size(), 1u);
  house.installation.sql("DELETE FROM premises.occupation");
  house.installation.sql("INSERT INTO premises.occupation SELECT * FROM public.kept");
  // A part that comes when all is over was never held.
  house.clock.set("2026-12-01T11:00:00.000000Z");
  auto manager = house.as(house.coop, "coordinator");
  pv::AddZoneRequest add;
  add.set_name("Cuisine");
  add.set_whole(hall);
  must(pv::ZonesClient(manager).add(add));
  pv::CloseZoneRequest close;
  close.set_zone(room);
  must(pv::ZonesClient(manager).close(close));
  EXPECT_EQ(house.installation.broken_invariants(), Lines{});
}

TEST_P(Premises, SettingUpAndClearingAwayAreHeld) {
  pv::Rules rules;
  rules.set_setup_minutes(30);
  rules.set_clearing_minutes(15);
  const auto hall = house.zone("Salle", "", rules, true);
  const auto booked = must(house.book(house.host, hall, "2026-12-01T10:00", "2026-12-01T11:00"));
  EXPECT_EQ(booked.held_from(), "2026-12-01T09:30");
  EXPECT_EQ(booked.held_until(), "2026-12-01T11:15");
  EXPECT_EQ(reasons(house.book(house.host, hall, "2026-12-01T11:44", "2026-12-01T12:00")),
            Lines{"taken"});
  must(house.book(house.host, hall, "2026-12-01T11:45", "2026-12-01T12:00"));
  EXPECT_EQ(reasons(house.book(house.host, hall, "2026-12-01T08:00", "2026-12-01T09:16")),
            Lines{"taken"});
  must(house.book(house.host, hall, "2026-12-01T08:00", "2026-12-01T09:15"));
}

TEST_P(Premises, WhatIsCancelledIsFree) {
  const auto shop = house.zone("Boutique");
  const auto first = must(house.book(house.host, shop, "2026-11-25T09:00", "2026-11-25T12:00"));
  EXPECT_EQ(reasons(House::cancel(house.trader, first.id())), Lines{"booking_unknown"});
  EXPECT_EQ(must(House::cancel(house.host, first.id())).state(), pv::BOOKING_STATE_CANCELLED);
  EXPECT_EQ(must(House::cancel(house.host, first.id())).state(), pv::BOOKING_STATE_CANCELLED)
      << "twice is once";
  const auto again = must(house.book(house.trader, shop, "2026-11-25T09:00", "2026-11-25T12:00"));
  EXPECT_EQ(reasons(House::cancel(house.host, again.id())), Lines{"booking_unknown"})
      << "a volunteer of the host is none of the partner";
  EXPECT_EQ(reasons(House::cancel(house.reuser, again.id())), Lines{"booking_unknown"});
  EXPECT_EQ(reasons(House::cancel(house.host, "hier")), Lines{"booking_unknown"});
  house.clock.set("2026-11-25T08:00:00.000000Z");
  EXPECT_EQ(reasons(House::cancel(house.trader, again.id())), Lines{"booking_begun"});
  house.clock.set("2026-11-25T07:59:59.000000Z");
  must(House::cancel(house.manager, again.id()));
  house.installation.settle();
  EXPECT_EQ(house.installation.sql("SELECT count(*) FROM halle.event_log WHERE type = "
                                   "'halle.premises.v1.BookingChanged'"),
            Lines{"4"});
}

TEST_P(Premises, AWholeIsMadeOfPartsBeforeItIsBooked) {
  const auto hall = house.zone("Local");
  const auto shop = house.zone("Boutique", hall);
  const auto booked = must(house.book(house.host, hall, "2026-12-01T09:00", "2026-12-01T12:00"));
  pv::AddZoneRequest add;
  add.set_name("Cuisine");
  add.set_whole(shop);
  pv::ZonesClient zones(house.manager);
  EXPECT_EQ(reasons(zones.add(add)), Lines{"zone_occupied"}) << "a part of what is booked";
  add.set_whole(hall);
  EXPECT_EQ(reasons(zones.add(add)), Lines{"zone_occupied"});
  add.set_whole("");
  const auto kitchen = must(zones.add(add));
  EXPECT_EQ(reasons(zones.add(add)), Lines{"zone_known"});
  pv::CloseZoneRequest close;
  close.set_zone(shop);
  EXPECT_EQ(reasons(zones.close(close)), Lines{"zone_occupied"});
  close.set_zone(hall);
  EXPECT_EQ(reasons(zones.close(close)), Lines{"zone_has_parts"});
  must(House::cancel(house.host, booked.id()));
  close.set_zone(shop);
  must(zones.close(close));
  EXPECT_EQ(reasons(zones.close(close)), Lines{"zone_unknown"});
  EXPECT_EQ(reasons(house.book(house.host, shop, "2026-12-01T09:00", "2026-12-01T12:00")),
            Lines{"zone_unknown"});
  must(house.book(house.host, hall, "2026-12-01T09:00", "2026-12-01T12:00"));
  add.set_name("BOUTIQUE");
  must(zones.add(add));
  const auto listed = must(zones.list({}));
  Lines names;
  for (const auto& zone : listed.zones()) names.push_back(zone.name());
  EXPECT_EQ(names, (Lines{"BOUTIQUE", "Cuisine", "Local"}));
  for (const std::string bad : {"", " … ", "a\nb"}) {
    add.set_name(bad);
    EXPECT_EQ(reasons(zones.add(add)), Lines{"bad_name"});
  }
}

TEST_P(Premises, AWeekRunsFromMondayToSunday) {
  const auto shop = house.zone("Boutique");
  must(house.book(house.host, shop, "2026-11-30T00:00", "2026-11-30T01:00", "", "Lundi"));
  must(house.book(house.reuser, shop, "2026-12-06T22:00", "2026-12-07T02:00", "", "Nuit"));
  must(house.book(house.host, shop, "2026-12-07T08:00", "2026-12-07T09:00", "", "Après"));
  const auto week = House::week(house.host, "2026-12-03");
  EXPECT_EQ(week.from() + " " + week.until() + " " + week.today(),
            "2026-11-30 2026-12-06 2026-11-24");
  EXPECT_EQ(house.lines(house.host, "2026-12-06"),
            (Lines{"Boutique 2026-11-30T00:00 2026-11-30T01:00 coop Lundi",
                   "Boutique 2026-12-06T22:00 2026-12-07T02:00 reuse Nuit"}));
  EXPECT_EQ(house.lines(house.host, "2026-12-07"),
            (Lines{"Boutique 2026-12-06T22:00 2026-12-07T02:00 reuse Nuit",
                   "Boutique 2026-12-07T08:00 2026-12-07T09:00 coop Après"}));
  EXPECT_EQ(house.lines(house.host), Lines{}) << "this week";
  pv::GetWeekRequest bad;
  bad.set_day("demain");
  EXPECT_EQ(reasons(pv::BookingsClient(house.host).get_week(bad)), Lines{"bad_day"});
}

TEST_P(Premises, WhatIsNoBookingIsRefused) {
  const auto shop = house.zone("Boutique");
  const auto why = [&](const std::string& from, const std::string& until,
                       const std::string& title = "") {
    return reasons(house.book(house.host, shop, from, until, "", title));
  };
  EXPECT_EQ(why("demain", "2026-12-01T09:00"), Lines{"bad_time"});
  EXPECT_EQ(why("2026-12-01T09:00", "2026-12-01"), Lines{"bad_time"});
  EXPECT_EQ(why("2026-12-01T09:00", "2026-12-01T09:00"), Lines{"times_reversed"});
  EXPECT_EQ(why("2026-12-01T09:00", "2026-11-30T10:00"), Lines{"times_reversed"});
  EXPECT_EQ(why("2026-12-01T09:00", "9999-12-31T10:00"), Lines{"too_long"});
  EXPECT_EQ(why("2026-12-01T09:00", "2026-12-01T10:00", std::string(121, 'a')), Lines{"bad_title"});
  EXPECT_EQ(why("2026-11-24T10:59", "2026-11-24T12:00"), Lines{"past"}) << "it is 11:00";
  EXPECT_EQ(
      reasons(house.book(house.host, house.coop.text(), "2026-12-01T09:00", "2026-12-01T10:00")),
      Lines{"zone_unknown"});
}

TEST_P(Premises, AnAssociationsDataIsExportedAndDeletedWhole) {
  pv::Rules rules;
  rules.set_share_minutes(600);
  const auto hall = house.zone("Local", "", rules, true);
  const auto shop = house.zone("Boutique", hall);
  must(house.book(house.reuser, shop, "2026-12-01T09:00", "2026-12-01T12:00"));
  pv::OpenFeedRequest feed;
  feed.set_zone(shop);
  must(pv::FeedsClient(house.reuser).open(feed));
  const auto as_kernel = [&](const Uuid& organisation, const std::string& query) {
    return house.installation.sql("SET halle.org = '" + organisation.text() +
                                  "'; SET ROLE halle_kernel; " + query);
  };
  EXPECT_EQ(as_kernel(house.reuse, "SELECT premises.halle_rows(0)"), Lines{})
      << "rows are the host's";
  EXPECT_EQ(as_kernel(house.coop, "SELECT premises.halle_rows(0)").size(), 8u)
      << "2 zones, rules, booking, occupation, share, charge, feed";
  EXPECT_EQ(as_kernel(house.reuse, "SELECT premises.halle_erase()"), Lines{"0"});
  EXPECT_EQ(as_kernel(house.coop, "SELECT premises.halle_erase()"), Lines{"8"});
  EXPECT_EQ(house.lines(house.host, "2026-12-01"), Lines{});
}

/// The answer to a browser that asks for a path without a session.
std::string get(const std::string& site, const std::string& path) {
  return talk(site, "GET " + path + " HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n\r\n");
}

/// The titles in a calendar, as libical reads it, by beginning.
std::vector<std::string> titles(const std::string& answered) {
  std::vector<std::string> all;
  icalcomponent* calendar =
      icalparser_parse_string(answered.substr(answered.find("\r\n\r\n") + 4).c_str());
  if (calendar == nullptr) return {"no calendar: " + answered};
  for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       event != nullptr; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
    all.emplace_back(icaltime_as_ical_string(icalcomponent_get_dtstart(event)) + std::string(" ") +
                     icalcomponent_get_summary(event));
  icalcomponent_free(calendar);
  return all;
}

/// The same as python3-icalendar reads it.
std::vector<std::string> titles_in_python(const std::string& answered) {
  const fs::path file = fs::temp_directory_path() / ("halle-feed-" + random_hex(8) + ".ics");
  std::ofstream(file, std::ios::binary) << answered.substr(answered.find("\r\n\r\n") + 4);
  const std::string program =
      "import icalendar, sys\n"
      "for e in icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read()).walk('VEVENT'):\n"
      "    print(e['DTSTART'].dt.strftime('%Y%m%dT%H%M%SZ'), e['SUMMARY'])";
  FILE* out = ::popen(("/usr/bin/python3 -c \"" + program + "\" " + file.string()).c_str(), "r");
  std::string text;
  for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) text += static_cast<char>(c);
  EXPECT_EQ(::pclose(out), 0);
  fs::remove(file);
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_P(Premises, ACalendarSaysWhatItsAssociationMayKnow) {
  const auto hall = house.zone("Local");
  const auto shop = house.zone("Boutique", hall);
  const auto kitchen = house.zone("Cuisine", hall);
  must(house.book(house.host, hall, "2026-12-01T09:00", "2026-12-01T12:00", "", "Inventaire"));
  must(house.book(house.reuser, shop, "2026-12-02T09:00", "2026-12-02T12:00", "", "Atelier"));
  must(house.book(house.trader, kitchen, "2026-12-03T09:00", "2026-12-03T12:00", "", "Repas"));
  const auto open = [&](sdk::Caller& caller, const std::string& association = "") {
    pv::OpenFeedRequest request;
    request.set_zone(shop);
    request.set_association(association);
    return must(pv::FeedsClient(caller).open(request)).path();
  };
  const auto site = house.installation.site();
  const auto all = open(house.manager);
  EXPECT_TRUE(all.starts_with("/a/coop/locaux/")) << all;
  const auto answered = get(site, all);
  EXPECT_NE(answered.find("content-type: text/calendar; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(titles(answered),
            (Lines{"20261201T080000Z coop : Inventaire", "20261202T080000Z reuse : Atelier"}))
      << "the kitchen is another zone";
  EXPECT_EQ(titles_in_python(answered), titles(answered));
  EXPECT_EQ(titles(get(site, open(house.host))), titles(answered)) << "what its maker sees";
  EXPECT_EQ(titles(get(site, open(house.staff))),
            (Lines{"20261201T080000Z Occupé", "20261202T080000Z Occupé"}))
      << "the operator's";
  const auto partners = open(house.reuser);
  EXPECT_EQ(titles(get(site, partners)),
            (Lines{"20261201T080000Z Occupé", "20261202T080000Z Atelier"}));
  EXPECT_NE(get(site, partners + "0").find("404"), std::string::npos);

  auto feeds = must(pv::FeedsClient(house.reuser).list({}));
  ASSERT_EQ(feeds.feeds_size(), 1) << "those of the own association";
  EXPECT_EQ(must(pv::FeedsClient(house.manager).list({})).feeds_size(), 4);
  pv::CloseFeedRequest close;
  close.set_feed(feeds.feeds(0).id());
  EXPECT_EQ(reasons(pv::FeedsClient(house.trader).close(close)), Lines{"feed_unknown"});
  EXPECT_EQ(reasons(pv::FeedsClient(house.host).close(close)), Lines{"feed_unknown"});
  must(pv::FeedsClient(house.reuser).close(close));
  EXPECT_NE(get(site, partners).find("404"), std::string::npos);

  const auto ends = open(house.reuser);
  EXPECT_NE(get(site, ends).find("200"), std::string::npos);
  house.end("reuse");
  EXPECT_NE(get(site, ends).find("404"), std::string::npos) << "it ends with the partnership";
  EXPECT_EQ(house.installation.sql("SELECT DISTINCT length(key_hash) FROM premises.feed"),
            Lines{"32"})
      << "secrets are stored by their hash";
}

}  // namespace
}  // namespace halle::test
