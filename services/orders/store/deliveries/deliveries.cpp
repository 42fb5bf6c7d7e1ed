#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders::store {

Error unknown_link() {
  return {Code::not_found, "orders.link_unknown"};
}

Result<Delivery> see_delivery(sdk::Call& call, const std::string& token) {
  HALLE_TRY(found, call.find<Delivery>(
                       "SELECT id, cycle_id AS cycle, producer, seen_at FROM orders.delivery "
                       "WHERE org_id = $1 AND token_hash = $2 AND expires_at > $3 "
                       "FOR NO KEY UPDATE",
                       call.organisation(), sdk::Value::bytes(sha256(token)), call.now()));
  if (!found) return unknown_link();
  if (found->seen_at) return *std::move(found);
  found->seen_at = call.now();
  call.queue("UPDATE orders.delivery SET seen_at = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), found->id, found->seen_at);
  v1::DeliverySeen event;
  event.set_delivery(found->id.text());
  event.set_cycle(found->cycle.text());
  call.emit(event, event.delivery());
  return *std::move(found);
}

Result<bool> put_link(sdk::Call& call, const Uuid& cycle, const std::string& producer,
                      const std::string& token, Instant expires) {
  HALLE_TRY(made, call.find<int>(R"(
      INSERT INTO orders.delivery AS d (org_id, id, cycle_id, producer, token_hash, issued_at,
          expires_at)
      SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE EXISTS (
         SELECT 1 FROM orders.supply s JOIN orders.offer o
             ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
          WHERE s.org_id = $1 AND s.cycle_id = $3 AND o.producer = $4 AND o.offered IS NULL
            AND s.quantity > 0)
      ON CONFLICT (org_id, cycle_id, producer) DO UPDATE SET token_hash = excluded.token_hash,
          issued_at = excluded.issued_at, expires_at = excluded.expires_at, by_letter = false
      RETURNING 1)",
                                 call.organisation(), call.new_id(), cycle, producer,
                                 sdk::Value::bytes(sha256(token)), call.now(), expires));
  return made.has_value();
}

Result<std::vector<std::string>> delivering_producers(sdk::Call& call, const Uuid& cycle) {
  return call.query<std::string>(R"(
      SELECT DISTINCT o.producer FROM orders.supply s JOIN orders.offer o
          ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND o.offered IS NULL AND s.quantity > 0
       ORDER BY o.producer)",
                                 call.organisation(), cycle);
}

void put_links(sdk::Call& call, const Uuid& cycle, const std::vector<NewLink>& links,
               Instant issued, Instant expires) {
  call.queue(R"(
      INSERT INTO orders.delivery (org_id, id, cycle_id, producer, token_hash, issued_at, expires_at,
          by_letter)
      SELECT $1, l.id, $2, l.producer, decode(l.token_hash, 'hex'), $3, $4, true
        FROM unnest($5::uuid[], $6::text[], $7::text[]) AS l (id, producer, token_hash))",
             call.organisation(), cycle, issued, expires,
             sdk::unnest(links, &NewLink::id, &NewLink::producer, &NewLink::token_hash));
}

Result<std::vector<DeliveryRow>> deliveries(sdk::Call& call, const Uuid& cycle) {
  return call.query<DeliveryRow>(R"(
      WITH
      -- what producers are to deliver
      due AS MATERIALIZED (
        SELECT o.producer, o.code, o.name, o.unit, s.total_cents
          FROM orders.supply s JOIN orders.offer o
            ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
         WHERE s.org_id = $1 AND s.cycle_id = $2 AND o.offered IS NULL AND s.quantity > 0),
      -- the last word on each product
      said AS MATERIALIZED (
        SELECT DISTINCT ON (h.code) h.code, h.missing, h.at FROM orders.shortage h
         WHERE h.org_id = $1 AND h.cycle_id = $2 ORDER BY h.code, h.version DESC),
      short AS (
        SELECT producer, count(*) AS products, sum(total_cents)::bigint AS total_cents
          FROM due GROUP BY producer)
      SELECT p.producer, p.products, p.total_cents, d.issued_at, d.expires_at, d.seen_at,
             d.by_letter, m.code, m.name, m.unit, m.missing, m.at
        FROM short p
        LEFT JOIN orders.delivery d
          ON d.org_id = $1 AND d.cycle_id = $2 AND d.producer = p.producer
        LEFT JOIN (SELECT u.producer, u.code, u.name, u.unit, l.missing, l.at
                     FROM due u JOIN said l ON l.code = u.code WHERE l.missing > 0) m
          ON m.producer = p.producer
       ORDER BY p.producer COLLATE "fr-x-icu", m.code)",
                                 call.organisation(), cycle);
}

Result<std::vector<SheetRow>> delivery_sheet(sdk::Call& call, const std::string& token) {
  return call.query<SheetRow>(R"(
      SELECT c.name AS cycle_name, c.pickup, d.producer, d.expires_at, d.seen_at,
             o.code, o.name, o.unit, o.case_size, s.cases, s.quantity, o.cost_excl_vat,
             coalesce((SELECT h.missing FROM orders.shortage h
                        WHERE h.org_id = s.org_id AND h.cycle_id = s.cycle_id AND h.code = s.code
                        ORDER BY h.version DESC LIMIT 1), 0) AS missing
        FROM orders.delivery d
        JOIN orders.cycle c ON c.org_id = d.org_id AND c.id = d.cycle_id
        JOIN orders.supply s ON s.org_id = d.org_id AND s.cycle_id = d.cycle_id
        JOIN orders.offer o ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
         AND o.producer = d.producer
       WHERE d.org_id = $1 AND d.token_hash = $2 AND d.expires_at > $3
         AND o.offered IS NULL AND s.quantity > 0
       ORDER BY o.code)",
                              call.organisation(), sdk::Value::bytes(sha256(token)), call.now());
}

Result<std::optional<ShortageState>> shortage(sdk::Call& call, const Delivery& delivery,
                                              const std::string& code) {
  return call.find<ShortageState>(R"(
      SELECT s.quantity, o.unit, coalesce(h.version, 0) AS version,
             coalesce(h.missing, 0) AS missing
        FROM orders.supply s
        JOIN orders.offer o ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
        LEFT JOIN LATERAL (
          SELECT h.version, h.missing FROM orders.shortage h
           WHERE h.org_id = s.org_id AND h.cycle_id = s.cycle_id AND h.code = s.code
           ORDER BY h.version DESC LIMIT 1) h ON true
       WHERE s.org_id = $1 AND s.cycle_id = $2 AND s.code = $3 AND o.producer = $4
         AND o.offered IS NULL AND s.quantity > 0)",
                                  call.organisation(), delivery.cycle, code, delivery.producer);
}

void insert_shortage(sdk::Call& call, const Delivery& delivery, const std::string& code,
                     int version, std::int64_t missing) {
  call.queue(
      "INSERT INTO orders.shortage (org_id, cycle_id, code, version, at, missing) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      call.organisation(), delivery.cycle, code, version, call.now(), missing);
}

}  // namespace halle::orders::store
