#include "plugins/premises/store/bookings.hpp"

#include "plugins/premises/store/names.hpp"
#include "plugins/premises/store/zones.hpp"

namespace halle::premises::store {
namespace {
/// A booking is found by its beginning: none begins earlier than so long before something it holds.
constexpr const char* longest = "interval '16 days'";

/// For so long it is told what the host has decided.
constexpr const char* lately = "interval '14 days'";

/// The columns of BookingRow. $2: zone of time.
std::string select_bookings(const std::string& which) {
  return names.in(R"(
      SELECT b.id, b.zone_id,
             (SELECT z.name FROM premises.zone z
               WHERE z.org_id = $1 AND z.id = b.zone_id) AS zone_name,
             b.acting_org, b.title, b.module, b.thing, b.starts_at, b.ends_at,
             b.held_from, b.held_until,
             to_char(b.starts_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_start,
             to_char(b.ends_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_end,
             to_char(b.held_from AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_held_from,
             to_char(b.held_until AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_held_until,
             b.state, b.answer_until, b.changed_at, b.sequence
        FROM premises.booking b WHERE b.org_id = $1 AND )" +
                  which);
}

Result<BookingRow> one(Result<std::optional<BookingRow>> found, const std::string& id) {
  if (!found) return found.error();
  if (!found.value()) return unknown_booking(id);
  return *std::move(found).value();
}

/// Queues: locks the shares towards which the bookings count, in the order in which bookings charge
/// them.
void lock_shares(sdk::Call& call, const std::vector<Uuid>& bookings) {
  call.queue(
      "SELECT 1 FROM premises.share s WHERE s.org_id = $1 "
      "AND (s.zone_id, s.acting_org, s.year) IN (SELECT c.zone_id, c.acting_org, c.year "
      "FROM premises.charge c WHERE c.org_id = $1 AND c.booking_id = ANY ($2::uuid[])) "
      "ORDER BY s.zone_id, s.acting_org, s.year FOR UPDATE",
      call.organisation(), texts_of(bookings));
}
}  // namespace

Error unknown_booking(const std::string& id) {
  return not_found("booking", "premises.booking_unknown", id);
}

void lock_requests(sdk::Call& call, const Uuid& association) {
  call.lock("premises.requests", call.organisation().text() + association.text());
}

Result<int> count_requests(sdk::Call& call, const Uuid& association, const Uuid& apart) {
  static const std::string statement = names.in(
      "SELECT count(*) FROM premises.booking WHERE org_id = $1 AND acting_org = $2 AND id <> $3 "
      "AND state = {asked} AND answer_until > $4");
  return call.get<int>(statement, call.organisation(), association, apart, call.now());
}

void lock_leaves(sdk::Call& call, const std::vector<Uuid>& leaves) {
  call.queue(
      "SELECT 1 FROM premises.zone WHERE org_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id "
      "FOR NO KEY UPDATE",
      call.organisation(), texts_of(leaves));
}

Result<std::vector<Taken>> taken(sdk::Call& call, const std::vector<Uuid>& leaves,
                                 const Span& held) {
  static const std::string statement = std::string(R"(
      SELECT to_char(t.held_from AT TIME ZONE $5, 'YYYY-MM-DD"T"HH24:MI') AS held_from,
             to_char(t.held_until AT TIME ZONE $5, 'YYYY-MM-DD"T"HH24:MI') AS held_until
        FROM (SELECT DISTINCT o.held_from, o.held_until FROM premises.occupation o
               WHERE o.org_id = $1 AND o.zone_id = ANY ($2::uuid[])
                 AND o.held_from < $4::timestamptz AND o.held_until > $3::timestamptz
                 AND o.held_from > $3::timestamptz - )") +
                                       longest + R"(
               ORDER BY 1 LIMIT 3) t ORDER BY t.held_from)";
  return call.query<Taken>(statement, call.organisation(), texts_of(leaves), held.from, held.until,
                           call.zone());
}

Result<std::vector<Span>> held_times(sdk::Call& call, const std::vector<Uuid>& leaves,
                                     const Span& held) {
  static const std::string statement = names.in(std::string(R"(
      SELECT DISTINCT o.held_from AS "from", o.held_until AS "until"
        FROM premises.occupation o
        JOIN premises.booking b ON b.org_id = $1 AND b.id = o.booking_id
       WHERE o.org_id = $1 AND o.zone_id = ANY ($2::uuid[])
         AND o.held_from < $4::timestamptz AND o.held_until > $3::timestamptz
         AND o.held_from > $3::timestamptz - )") +
                                                longest + R"(
         AND NOT (b.state = {asked} AND b.answer_until <= $5) ORDER BY 1, 2)");
  return call.query<Span>(statement, call.organisation(), texts_of(leaves), held.from, held.until,
                          call.now());
}

Status put(sdk::Call& call, const NewBooking& booking, const std::vector<Uuid>& leaves,
           const std::vector<Uuid>& charged) {
  static const std::string statement = names.in(R"(
      WITH made AS (
        INSERT INTO premises.booking AS b (org_id, id, zone_id, acting_org, title, module, thing,
                                           starts_at, ends_at, held_from, held_until, state,
                                           answer_until, changed_at, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
                CASE WHEN $12::timestamptz IS NULL THEN {booked} ELSE {asked} END, $12, $13,
                CASE WHEN $18::boolean THEN $13::timestamptz END)
        ON CONFLICT (org_id, id) DO UPDATE SET zone_id = excluded.zone_id, title = excluded.title,
            starts_at = excluded.starts_at, ends_at = excluded.ends_at,
            held_from = excluded.held_from, held_until = excluded.held_until,
            state = excluded.state, answer_until = excluded.answer_until,
            changed_at = excluded.changed_at, decided_at = excluded.decided_at,
            sequence = b.sequence + 1),
      holds AS (
        INSERT INTO premises.occupation (org_id, booking_id, zone_id, held_from, held_until)
        SELECT $1, $2, leaf, $10, $11 FROM unnest($14::uuid[]) leaf ORDER BY leaf)
      INSERT INTO premises.charge (org_id, booking_id, zone_id, acting_org, year, minutes)
      SELECT $1, $2, rules, $4, extract(year FROM $8::timestamptz AT TIME ZONE $17)::int, $15
        FROM unnest($16::uuid[]) rules)");
  std::optional<std::string> module;
  std::optional<std::string> thing;
  if (booking.thing) {
    module = booking.thing->module;
    thing = booking.thing->id;
  }
  return call.execute(statement, call.organisation(), booking.id, booking.zone, booking.association,
                      booking.title, module, thing, booking.span.from, booking.span.until,
                      booking.held.from, booking.held.until, booking.answer_until, call.now(),
                      texts_of(leaves), booking.minutes, texts_of(charged), call.zone(),
                      booking.decided);
}

Result<BookingRow> lock_booking(sdk::Call& call, const std::string& id) {
  static const std::string statement = select_bookings("b.id = $3 FOR UPDATE");
  const auto parsed = Uuid::parse(id);
  if (!parsed) return unknown_booking(id);
  return one(call.find<BookingRow>(statement, call.organisation(), call.zone(), *parsed), id);
}

Result<BookingRow> booking(sdk::Call& call, const Uuid& id) {
  static const std::string statement = select_bookings("b.id = $3");
  return one(call.find<BookingRow>(statement, call.organisation(), call.zone(), id), id.text());
}

Result<std::optional<BookingRow>> booking_for(sdk::Call& call, const Thing& thing) {
  static const std::string statement =
      select_bookings("b.module = $3 AND b.thing = $4 AND b.state IN ({asked}, {booked})");
  return call.find<BookingRow>(statement, call.organisation(), call.zone(), thing.module, thing.id);
}

Status accept(sdk::Call& call, const Uuid& id) {
  static const std::string statement = names.in(
      "UPDATE premises.booking SET state = {booked}, answer_until = NULL, changed_at = $3, "
      "decided_at = $3, sequence = sequence + 1 WHERE org_id = $1 AND id = $2");
  return call.execute(statement, call.organisation(), id, call.now());
}

namespace {
/// Queues it for bookings that are locked.
void release_all(sdk::Call& call, const std::vector<Uuid>& ids) {
  lock_shares(call, ids);
  call.queue(R"(
      WITH gone AS (
        DELETE FROM premises.occupation WHERE org_id = $1 AND booking_id = ANY ($2::uuid[])),
      back AS (
        DELETE FROM premises.charge WHERE org_id = $1 AND booking_id = ANY ($2::uuid[])
        RETURNING zone_id, acting_org, year, minutes)
      UPDATE premises.share s SET minutes = s.minutes - b.minutes
        FROM (SELECT zone_id, acting_org, year, sum(minutes) AS minutes
                FROM back GROUP BY zone_id, acting_org, year) b
       WHERE s.org_id = $1 AND s.zone_id = b.zone_id AND s.acting_org = b.acting_org
         AND s.year = b.year)",
             call.organisation(), texts_of(ids));
}
}  // namespace

void release(sdk::Call& call, const Uuid& id) {
  release_all(call, {id});
}

Status free(sdk::Call& call, const std::vector<Uuid>& ids, v1::BookingState state, bool decided) {
  release_all(call, ids);
  return call.execute(
      "UPDATE premises.booking SET state = $3, answer_until = NULL, changed_at = $4, "
      "decided_at = CASE WHEN $5::boolean THEN $4::timestamptz END, sequence = sequence + 1 "
      "WHERE org_id = $1 AND id = ANY ($2::uuid[])",
      call.organisation(), texts_of(ids), state, call.now(), decided);
}

Status end_early(sdk::Call& call, const Uuid& id, Instant until, std::int64_t minutes) {
  lock_shares(call, {id});
  return call.execute(R"(
      WITH holds AS (
        UPDATE premises.occupation SET held_until = $3 WHERE org_id = $1 AND booking_id = $2),
      counted AS (
        UPDATE premises.charge c SET minutes = $4
          FROM premises.charge before
         WHERE c.org_id = $1 AND c.booking_id = $2 AND before.org_id = $1
           AND before.booking_id = $2 AND before.zone_id = c.zone_id
        RETURNING c.zone_id, c.acting_org, c.year, before.minutes - $4::bigint AS minutes),
      given_back AS (
        UPDATE premises.share s SET minutes = s.minutes - b.minutes FROM counted b
         WHERE s.org_id = $1 AND s.zone_id = b.zone_id AND s.acting_org = b.acting_org
           AND s.year = b.year)
      UPDATE premises.booking SET ends_at = least(ends_at, $3), held_until = $3, changed_at = $5,
             sequence = sequence + 1
       WHERE org_id = $1 AND id = $2)",
                      call.organisation(), id, until, minutes, call.now());
}

Result<std::vector<BookingRow>> lock_expired(sdk::Call& call) {
  static const std::string statement = select_bookings(
      "b.state = {asked} AND b.answer_until <= $3 ORDER BY b.id LIMIT 100 FOR UPDATE");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), call.now());
}

Result<std::vector<BookingRow>> lock_in_the_way(sdk::Call& call, const std::vector<Uuid>& leaves,
                                                const std::optional<Uuid>& association,
                                                const std::optional<Uuid>& id) {
  static const std::string overdue = names.in(R"(
      b.state = {asked} AND b.answer_until <= $3
         AND (b.acting_org = $5
              OR EXISTS (SELECT 1 FROM premises.occupation o
                          WHERE o.org_id = $1 AND o.booking_id = b.id
                            AND o.zone_id = ANY ($4::uuid[]))))");
  // Two statements, so that each is planned for what it reads.
  static const std::string all = select_bookings(overdue + " ORDER BY b.id FOR UPDATE");
  static const std::string with_one =
      select_bookings("(b.id = $6 OR " + overdue + ") ORDER BY b.id FOR UPDATE");
  if (!id)
    return call.query<BookingRow>(all, call.organisation(), call.zone(), call.now(),
                                  texts_of(leaves), association);
  return call.query<BookingRow>(with_one, call.organisation(), call.zone(), call.now(),
                                texts_of(leaves), association, *id);
}

Result<std::vector<BookingRow>> held_between(sdk::Call& call, const std::string& from,
                                             const std::string& until) {
  static const std::string statement =
      select_bookings(std::string(R"(
             (b.state = {booked} OR b.state = {asked} AND b.answer_until > $5)
         AND b.held_from < ($4::date + 1)::timestamp AT TIME ZONE $2
         AND b.held_until > $3::date::timestamp AT TIME ZONE $2
         AND b.starts_at < ($4::date + 3)::timestamp AT TIME ZONE $2
         AND b.starts_at > $3::date::timestamp AT TIME ZONE $2 - )") +
                      longest + " ORDER BY b.starts_at, b.ends_at, b.id");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), from, until,
                                call.now());
}

Result<std::vector<BookingRow>> recent(sdk::Call& call, const std::vector<Uuid>& zones) {
  static const std::string statement = select_bookings(
      "(b.state = {booked} OR b.state = {asked} AND b.answer_until > $4) "
      "AND b.zone_id = ANY ($3::uuid[]) "
      "AND b.starts_at > $4::timestamptz - interval '90 days' ORDER BY b.starts_at, b.id");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), texts_of(zones),
                                call.now());
}

Result<std::vector<BookingRow>> requests(sdk::Call& call) {
  static const std::string statement =
      select_bookings("b.state = {asked} AND b.answer_until > $3 ORDER BY b.answer_until, b.id");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), call.now());
}

Result<std::vector<BookingRow>> answers(sdk::Call& call, const std::vector<Uuid>& associations) {
  static const std::string statement = select_bookings(std::string(R"(
             b.acting_org = ANY ($3::uuid[]) AND b.module IS NULL
         AND (b.state = {asked} AND b.answer_until > $4
              OR b.decided_at > $4::timestamptz - )") + lately +
                                                       ") ORDER BY b.starts_at, b.id");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), texts_of(associations),
                                call.now());
}

Result<int> count_decided(sdk::Call& call) {
  static const std::string statement =
      std::string(
          "SELECT count(*) FROM premises.booking "
          "WHERE org_id = $1 AND decided_at > $2::timestamptz - ") +
      lately;
  return call.get<int>(statement, call.organisation(), call.now());
}

Result<std::vector<BookingRow>> left_over(sdk::Call& call, const std::vector<Agreed>& ended) {
  static const std::string statement = select_bookings(R"(
             (b.state = {booked} OR b.state = {asked} AND b.answer_until > $3)
         AND b.held_until > $3
         AND EXISTS (SELECT 1 FROM unnest($4::uuid[], $5::timestamptz[]) AS e (id, until)
                      WHERE e.id = b.acting_org AND b.ends_at > e.until)
       ORDER BY b.starts_at, b.id LIMIT 500)");
  return call.query<BookingRow>(statement, call.organisation(), call.zone(), call.now(),
                                sdk::unnest(ended, &Agreed::association, &Agreed::until));
}

Result<int> count_all_requests(sdk::Call& call) {
  static const std::string statement = names.in(
      "SELECT count(*) FROM premises.booking "
      "WHERE org_id = $1 AND state = {asked} AND answer_until > $2");
  return call.get<int>(statement, call.organisation(), call.now());
}

}  // namespace halle::premises::store
