#include "services/shifts/store/cards.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<CardShift>> called_off_for(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking b
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed = {called_off}
         AND o.state = {cancelled}
         AND o.starts_at > $3 AND o.starts_at < $3::timestamptz + interval '7 days'
       ORDER BY o.starts_at, o.title)");
  return call.query<CardShift>(statement, call.organisation(), member, call.now());
}

Result<std::vector<CardShift>> taken_over_from(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking b
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed = {taken_over}
         AND o.state = {planned}
         AND b.freed_at > $3::timestamptz - interval '2 days' AND o.starts_at > $3
         AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                          WHERE x.org_id = $1 AND x.member_number = $2 AND x.freed IS NULL
                            AND x.template_id = b.template_id AND x.day = b.day)
       ORDER BY o.starts_at, o.title)");
  return call.query<CardShift>(statement, call.organisation(), member, call.now());
}

Result<std::vector<CardShift>> swaps_for(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT DISTINCT o.starts_at, o.title FROM shifts.booking own
        JOIN shifts.wish w
          ON w.org_id = $1 AND w.template_id = own.template_id AND w.day = own.day
        JOIN shifts.booking b ON b.org_id = $1 AND b.id = w.booking_id AND b.freed IS NULL
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
        JOIN shifts.occurrence mine
          ON mine.org_id = $1 AND mine.template_id = own.template_id AND mine.day = own.day
       WHERE own.org_id = $1 AND own.member_number = $2 AND own.freed IS NULL
         AND b.member_number <> $2 AND o.state = {planned} AND o.starts_at > $3
         AND mine.starts_at > $3
         AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                          WHERE x.org_id = $1 AND x.member_number = $2 AND x.freed IS NULL
                            AND x.template_id = b.template_id AND x.day = b.day)
       ORDER BY o.starts_at, o.title LIMIT 2)");
  return call.query<CardShift>(statement, call.organisation(), member, call.now());
}

Result<std::vector<CardShift>> asked_of(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT o.starts_at, o.title FROM shifts.offer f
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = f.template_id AND o.day = f.day
       WHERE f.org_id = $1 AND f.member_number = $2 AND f.declined_at IS NULL
         AND o.state = {planned} AND o.starts_at > $3
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
       ORDER BY o.starts_at, o.title LIMIT 2)");
  return call.query<CardShift>(statement, call.organisation(), member, call.now());
}

Result<std::optional<NextShift>> next_shift(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT n.title, n.starts_at,
             EXISTS (SELECT 1 FROM shifts.occurrence o
                       JOIN shifts.seat s
                         ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
                      WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $3
                        AND NOT EXISTS (
                        SELECT 1 FROM shifts.booking b
                         WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
                           AND b.seat = s.number AND b.freed IS NULL)) AS any_free
        FROM shifts.member m
        LEFT JOIN LATERAL (
          SELECT o.title, o.starts_at FROM shifts.booking b
            JOIN shifts.occurrence o
              ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
           WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL AND o.starts_at > $3
           ORDER BY o.starts_at LIMIT 1) n ON true
       WHERE m.org_id = $1 AND m.number = $2)");
  return call.find<NextShift>(statement, call.organisation(), member, call.now());
}

Result<Gaps> important_gaps(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT count(*) AS seats, min(o.starts_at) AS first FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
       WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $2
         AND o.starts_at < $2::timestamptz + interval '7 days' AND s.important AND NOT EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
              AND b.seat = s.number AND b.freed IS NULL))");
  return call.get<Gaps>(statement, call.organisation(), call.now());
}

}  // namespace halle::shifts::store
