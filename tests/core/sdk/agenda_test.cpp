// Calendars of modules: what is written, and that other programs read the same.
#include "core/sdk/documents/agenda.hpp"

#include <gtest/gtest.h>

#include "tests/support/calendars.hpp"

namespace halle::sdk {
namespace {
Instant at(int hour) {
  return *parse_instant("2026-05-04T00:00:00Z") + std::chrono::hours(hour);
}

TEST(Agenda, IsWhatCalendarsRead) {
  const std::string text = agenda_text(
      "shifts", "La Coopérette",
      {{"a-2026-05-04", "Épicerie, et pain; \\ compris", "", at(8), at(10), at(0), 0, false},
       {"a-2026-05-05", "Épicerie", "3, rue de la Halle", at(32), at(34), at(1), 2, true}});
  EXPECT_EQ(
      text,
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Halle//shifts//FR\r\n"
      "X-WR-CALNAME;VALUE=TEXT:La Coopérette\r\n"
      "BEGIN:VEVENT\r\nUID:a-2026-05-04@halle\r\nDTSTAMP:20260504T000000Z\r\n"
      "DTSTART:20260504T080000Z\r\nDTEND:20260504T100000Z\r\n"
      "SEQUENCE:0\r\nSUMMARY:Épicerie\\, et pain\\; \\\\ "
      "compris\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nUID:a-2026-05-05@halle\r\nDTSTAMP:20260504T010000Z\r\n"
      "DTSTART:20260505T080000Z\r\nDTEND:20260505T100000Z\r\n"
      "SEQUENCE:2\r\nSUMMARY:Épicerie\r\nLOCATION:3\\, rue de la Halle\r\nSTATUS:CANCELLED\r\n"
      "END:VEVENT\r\nEND:VCALENDAR\r\n");
  EXPECT_EQ(agenda_text("shifts", "Vide", {}).find("VEVENT"), std::string::npos);
}

TEST(Agenda, OverBothTimeChangesIsReadAlike) {
  const auto instant = [](const char* text) { return *parse_instant(text); };
  std::vector<Appointment> appointments;
  for (const auto* day :
       {"2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26"}) {
    const std::string at = day;
    appointments.push_back({"x-" + at, "Épicerie, et pain; \\ compris", "3, rue de la Halle",
                            instant((at + "T00:30:00Z").c_str()),
                            instant((at + "T03:30:00Z").c_str()), instant("2026-03-01T00:00:00Z"),
                            0, false});
  }
  appointments[1].sequence = 3;
  appointments[4].called_off = true;
  appointments[5].place = "";
  appointments[5].title =
      "Une très longue ligne, que le format coupe à 75 octets et qu’il faut "
      "recoller sans rien perdre : été, œuf, 10 €";
  const std::string text = agenda_text("shifts", "La Coopérette", appointments);
  EXPECT_EQ(text, test::feed_file("shifts.ics"));
  EXPECT_EQ(test::read_by_libical(text), test::feed_file("shifts.txt"));
}

}  // namespace
}  // namespace halle::sdk
