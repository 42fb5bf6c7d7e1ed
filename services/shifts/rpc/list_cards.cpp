#include <algorithm>

#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/rpc/statement.hpp"

namespace halle::shifts {
namespace {
constexpr const char* mine = "/mes-services";
constexpr const char* planning = "/planning";

enum Importance { to_be_done = 2, came_to_see = 3 };

kernel::v1::Card& card(kernel::v1::ListCardsReply& reply, const char* words, const char* path,
                       Importance importance) {
  auto& out = *reply.add_cards();
  out.set_words(words);
  out.set_path(path);
  out.set_importance(importance);
  return out;
}

kernel::v1::CardValue& value(kernel::v1::Card& out, const char* name) {
  auto* added = out.add_values();
  added->set_name(name);
  return *added;
}

/// `1 h 30`, `2 h`, `45 min`.
std::string duration(std::int64_t minutes) {
  if (minutes < 60) return std::to_string(minutes) + " min";
  const std::string rest = std::to_string(minutes % 60);
  return std::to_string(minutes / 60) + " h" +
         (minutes % 60 == 0 ? "" : " " + (rest.size() == 1 ? "0" + rest : rest));
}

/// Shifts of the next seven days that were called off while she had a seat.
Status off_cards(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking b
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed = 2 AND o.state = 2
         AND o.starts_at > $3 AND o.starts_at < $3::timestamptz + interval '7 days'
       ORDER BY o.starts_at, o.title)",
                             call.organisation(), member, call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& off = card(reply, "shifts.card_off", mine, to_be_done);
    sdk::set_timestamp(*value(off, "deadline").mutable_deadline(), rows[r].instant(0));
    value(off, "title").set_text(rows[r].text(1));
  }
  return Done{};
}

/// Seats that she is asked to take.
Status asked_cards(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.starts_at, o.title FROM shifts.offer f
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = f.template_id AND o.day = f.day
       WHERE f.org_id = $1 AND f.member_number = $2 AND f.declined_at IS NULL AND o.state = 1
         AND o.starts_at > $3
         AND EXISTS (SELECT 1 FROM shifts.seat s
                      WHERE s.org_id = $1 AND s.template_id = f.template_id AND s.day = f.day
                        AND NOT EXISTS (
                          SELECT 1 FROM shifts.booking b
                           WHERE b.org_id = $1 AND b.template_id = f.template_id
                             AND b.day = f.day AND b.seat = s.number AND b.freed IS NULL
                             AND b.stand_in_since IS NULL))
         AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                          WHERE b.org_id = $1 AND b.template_id = f.template_id AND b.day = f.day
                            AND b.member_number = $2 AND b.freed IS NULL)
       ORDER BY o.starts_at, o.title LIMIT 2)",
                             call.organisation(), member, call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& asked = card(reply, "shifts.card_asked", mine, to_be_done);
    sdk::set_timestamp(*value(asked, "deadline").mutable_deadline(), rows[r].instant(0));
    value(asked, "title").set_text(rows[r].text(1));
  }
  return Done{};
}

/// Seats of hers that somebody took over in the last two days.
Status taken_over_cards(sdk::Call& call, const std::string& member,
                        kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking b
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed = 4 AND o.state = 1
         AND b.freed_at > $3::timestamptz - interval '2 days' AND o.starts_at > $3
         AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                          WHERE x.org_id = $1 AND x.member_number = $2 AND x.freed IS NULL
                            AND x.template_id = b.template_id AND x.day = b.day)
       ORDER BY o.starts_at, o.title)",
                             call.organisation(), member, call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& over = card(reply, "shifts.card_taken_over", mine, to_be_done);
    sdk::set_timestamp(*value(over, "deadline").mutable_deadline(), rows[r].instant(0));
    value(over, "title").set_text(rows[r].text(1));
  }
  return Done{};
}

/// Seats that somebody would give for one of hers.
Status swap_cards(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking hers
        JOIN shifts.wish w
          ON w.org_id = $1 AND w.template_id = hers.template_id AND w.day = hers.day
        JOIN shifts.booking b ON b.org_id = $1 AND b.id = w.booking_id AND b.freed IS NULL
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
        JOIN shifts.occurrence mine
          ON mine.org_id = $1 AND mine.template_id = hers.template_id AND mine.day = hers.day
       WHERE hers.org_id = $1 AND hers.member_number = $2 AND hers.freed IS NULL
         AND b.member_number <> $2 AND o.state = 1 AND o.starts_at > $3 AND mine.starts_at > $3
         AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                          WHERE x.org_id = $1 AND x.member_number = $2 AND x.freed IS NULL
                            AND x.template_id = b.template_id AND x.day = b.day)
       ORDER BY o.starts_at, o.title LIMIT 2)",
                             call.organisation(), member, call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& swap = card(reply, "shifts.card_swap", mine, to_be_done);
    sdk::set_timestamp(*value(swap, "deadline").mutable_deadline(), rows[r].instant(0));
    value(swap, "title").set_text(rows[r].text(1));
  }
  return Done{};
}

/// Her next shift; none if there is none and nothing to choose.
Status next_card(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT n.title, n.starts_at,
             EXISTS (SELECT 1 FROM shifts.occurrence o
                       JOIN shifts.seat s
                         ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
                      WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $3 AND NOT EXISTS (
                        SELECT 1 FROM shifts.booking b
                         WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
                           AND b.seat = s.number AND b.freed IS NULL))
        FROM shifts.member m
        LEFT JOIN LATERAL (
          SELECT o.title, o.starts_at FROM shifts.booking b
            JOIN shifts.occurrence o
              ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
           WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL AND o.starts_at > $3
           ORDER BY o.starts_at LIMIT 1) n ON true
       WHERE m.org_id = $1 AND m.number = $2)",
                             call.organisation(), member, call.now()));
  if (rows.empty()) return Done{};
  if (rows[0].is_null(0)) {
    if (rows[0].truth(2)) card(reply, "shifts.card_none", mine, came_to_see);
    return Done{};
  }
  auto& next = card(reply, "shifts.card_next", mine, came_to_see);
  value(next, "title").set_text(rows[0].text(0));
  sdk::set_timestamp(*value(next, "deadline").mutable_deadline(), rows[0].instant(1));
  return Done{};
}

/// How she stands, where time is asked for or owed.
Status hours_card(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  v1::GetStatementRequest request;
  request.set_member(member);
  const auto stands = statement_of(call, request, false);
  if (!stands)
    return stands.error().code == Code::not_found ? Status(Done{}) : Status(stands.error());
  const auto& statement = stands.value();
  if (statement.state() != v1::DUTY_STATE_ON_TRACK) {
    int owed = std::max(0, -statement.balance_minutes());
    for (const auto& one : statement.accounts()) owed += std::max(0, -one.minutes());
    value(card(reply, "shifts.card_late", mine, came_to_see), "time").set_text(duration(owed));
  } else if (!statement.late_on().empty() && statement.missing_minutes() > 0) {
    auto& missing = card(reply, "shifts.card_missing", mine, came_to_see);
    value(missing, "time").set_text(duration(statement.missing_minutes()));
    value(missing, "day").set_day(statement.late_on());
  } else if (statement.owed_minutes() > 0 || statement.balance_minutes() > 0) {
    card(reply, "shifts.card_on_track", mine, came_to_see);
  }
  return Done{};
}

/// Seats of the next seven days without which a shift hardly works, and that nobody has.
Status gap_card(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT count(*), min(o.starts_at) FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
       WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $2
         AND o.starts_at < $2::timestamptz + interval '7 days' AND s.important AND NOT EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
              AND b.seat = s.number AND b.freed IS NULL))",
                             call.organisation(), call.now()));
  if (rows[0].number(0) == 0) return Done{};
  const bool one = rows[0].number(0) == 1;
  auto& gaps =
      card(reply, one ? "shifts.card_gaps.one" : "shifts.card_gaps.many", planning, to_be_done);
  value(gaps, "n").set_number(rows[0].number(0));
  sdk::set_timestamp(*value(gaps, "deadline").mutable_deadline(), rows[0].instant(1));
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const auto holds = [&](const char* permission) {
    return std::find(request.permissions().begin(), request.permissions().end(), permission) !=
           request.permissions().end();
  };
  kernel::v1::ListCardsReply reply;
  if (!request.subject().empty() && holds("shifts.shift.take_own")) {
    HALLE_CHECK(next_card(call, request.subject(), reply));
    HALLE_CHECK(hours_card(call, request.subject(), reply));
    HALLE_CHECK(off_cards(call, request.subject(), reply));
    HALLE_CHECK(taken_over_cards(call, request.subject(), reply));
    HALLE_CHECK(swap_cards(call, request.subject(), reply));
    HALLE_CHECK(asked_cards(call, request.subject(), reply));
  }
  if (holds("shifts.shift.manage")) HALLE_CHECK(gap_card(call, reply));
  return reply;
}

}  // namespace halle::shifts
