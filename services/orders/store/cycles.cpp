#include "services/orders/store/cycles.hpp"

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"

namespace halle::orders::store {
namespace {
const std::string select_cycles = R"(
    SELECT c.id, c.name, c.state, c.closes_at, c.pickup, c.closed_at,
           (SELECT count(*) FROM orders.offer o WHERE o.org_id = c.org_id AND o.cycle_id = c.id)
      FROM orders.cycle c WHERE c.org_id = $1)";

/// A row of select_cycles.
v1::Cycle counted(const sdk::Rows::Row& row) {
  v1::Cycle cycle = cycle_of(row);
  cycle.set_offers(static_cast<int>(row.number(6)));
  return cycle;
}

/// One a line.
std::string lines_of(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : "\n") + text;
  return out;
}

/// Months 1 to 12 as bits 0 to 11.
std::int64_t bits_of(const google::protobuf::RepeatedField<int>& months) {
  std::int64_t bits = 0;
  for (const int month : months) bits |= std::int64_t{1} << (month - 1);
  return bits;
}
}  // namespace

v1::Cycle cycle_of(const sdk::Rows::Row& row) {
  v1::Cycle cycle;
  cycle.set_id(row.text(0));
  cycle.set_name(row.text(1));
  cycle.set_state(static_cast<v1::CycleState>(row.number(2)));
  sdk::set_timestamp(*cycle.mutable_closes_at(), row.instant(3));
  cycle.set_pickup(row.text(4));
  if (!row.is_null(5)) sdk::set_timestamp(*cycle.mutable_closed_at(), row.instant(5));
  return cycle;
}

Error unknown_cycle(const std::string& id) {
  Error error = bad_field("cycle", "orders.cycle_unknown", id);
  error.code = Code::not_found;
  return error;
}

void lock_cycle(sdk::Call& call, const Uuid& id, Lock lock) {
  call.queue(
      lock == Lock::shared
          ? "SELECT pg_advisory_xact_lock_shared(hashtextextended('orders.cycle ' || $1::text, 0))"
          : "SELECT pg_advisory_xact_lock(hashtextextended('orders.cycle ' || $1::text, 0))",
      id);
}

Result<Uuid> cycle_id(const std::string& text) {
  if (const auto id = Uuid::parse(text)) return *id;
  return unknown_cycle(text);
}

Result<bool> insert_cycle(sdk::Call& call, const Uuid& id, const v1::OpenCycleRequest& request,
                          const std::string& zone) {
  HALLE_TRY(rows, call.query(R"(
      INSERT INTO orders.cycle (org_id, id, name, state, closes_at, pickup, opened_at)
      SELECT $1, $2, $3, 1, t.closes_at, $5, $7
        FROM (SELECT $4::timestamp AT TIME ZONE $6 AS closes_at) t WHERE t.closes_at > $7::timestamptz
      RETURNING 1)",
                             call.organisation(), id, trim(request.name()), request.closes(),
                             request.pickup(), zone, call.now()));
  return !rows.empty();
}

Status insert_offers(sdk::Call& call, const Uuid& cycle,
                     const catalogue::v1::ListForOffersReply& products) {
  std::vector<std::string> ids, codes, names, producers, costs, offered, labels, origins;
  std::vector<std::int64_t> versions, units, prices, rates, cases, minimums, contents, net_units,
      net_prices, months;
  for (const auto& product : products.products()) {
    ids.push_back(product.id());
    codes.push_back(product.code());
    names.push_back(product.name());
    producers.push_back(product.producer());
    versions.push_back(product.version());
    units.push_back(product.unit());
    prices.push_back(product.price_cents());
    rates.push_back(product.vat_rate());
    cases.push_back(product.case_size());
    minimums.push_back(product.minimum());
    costs.push_back(product.has_cost_excl_vat() ? std::to_string(product.cost_excl_vat()) : "");
    contents.push_back(product.net_quantity());
    net_units.push_back(product.net_unit());
    net_prices.push_back(product.price_per_net_unit_cents());
    labels.push_back(lines_of(product.labels()));
    origins.push_back(product.origin());
    months.push_back(bits_of(product.months()));
    offered.push_back(product.has_available() ? std::to_string(product.available()) : "");
  }
  call.queue(R"(
      INSERT INTO orders.offer (org_id, cycle_id, product_id, code, version, name, producer, unit,
          price_cents, cost_excl_vat, vat_rate, case_size, minimum, offered, available, net_quantity,
          net_unit, net_price_cents, labels, origin, months)
      SELECT $1, $2, g.product_id, g.code, g.version, g.name, g.producer, g.unit, g.price_cents,
             nullif(g.cost, '')::bigint, g.vat_rate, g.case_size, g.minimum,
             nullif(g.offered, '')::bigint, nullif(g.offered, '')::bigint, g.net_quantity, g.net_unit,
             g.net_price, g.labels, g.origin, g.months
        FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::smallint[],
                    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[],
                    $14::text[], $15::bigint[], $16::smallint[], $17::bigint[], $18::text[],
                    $19::text[], $20::int[])
          AS g (product_id, code, name, producer, version, unit, price_cents, vat_rate, case_size,
                minimum, cost, offered, net_quantity, net_unit, net_price, labels, origin, months))",
             call.organisation(), cycle, ids, codes, names, producers, versions, units, prices,
             rates, cases, minimums, costs, offered, contents, net_units, net_prices, labels,
             origins, months);
  HALLE_CHECK(call.query("SELECT orders.count_offers()"));
  return Done{};
}

Result<v1::Cycle> cycle(sdk::Call& call, const Uuid& id) {
  static const std::string select_cycle = select_cycles + " AND c.id = $2";
  HALLE_TRY(rows, call.query(select_cycle, call.organisation(), id));
  if (rows.empty()) return unknown_cycle(id.text());
  return counted(rows[0]);
}

Result<Uuid> closed_cycle(sdk::Call& call, const std::string& text) {
  HALLE_TRY(id, cycle_id(text));
  HALLE_TRY(found, cycle(call, id));
  if (found.state() != v1::CYCLE_STATE_CLOSED)
    return Error{Code::failed_precondition, "orders.cycle_open"};
  return id;
}

Result<std::vector<v1::Cycle>> cycles(sdk::Call& call) {
  static const std::string select_all = select_cycles + " ORDER BY c.opened_at DESC, c.id";
  HALLE_TRY(rows, call.query(select_all, call.organisation()));
  std::vector<v1::Cycle> all;
  for (std::size_t r = 0; r < rows.size(); ++r) all.push_back(counted(rows[r]));
  return all;
}

Result<v1::GetCycleReply> overview(sdk::Call& call, const Uuid& id) {
  v1::GetCycleReply reply;
  HALLE_TRY(found, cycle(call, id));
  *reply.mutable_cycle() = found;
  HALLE_TRY(rows, call.query(R"(
      SELECT o.member_number, o.state, m.standing,
             (SELECT coalesce(sum(a.total_cents), 0) FROM orders.allotment a
               WHERE a.org_id = o.org_id AND a.cycle_id = o.cycle_id
                 AND a.member_number = o.member_number)
             + (SELECT coalesce(sum(d.cents), 0) FROM orders.adjustment d
                 WHERE d.org_id = o.org_id AND d.cycle_id = o.cycle_id
                   AND d.member_number = o.member_number)
        FROM orders.member_order o
        JOIN orders.member m ON m.org_id = o.org_id AND m.number = o.member_number
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state IN (1, 2) AND EXISTS (
         SELECT 1 FROM orders.line l
          WHERE l.org_id = o.org_id AND l.cycle_id = o.cycle_id
            AND l.member_number = o.member_number AND l.firm + l.tolerance > 0)
       ORDER BY length(o.member_number), o.member_number)",
                             call.organisation(), id));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const bool confirmed = rows[r].number(1) == v1::ORDER_STATE_CONFIRMED;
    (confirmed ? reply.add_confirmed() : reply.add_unconfirmed())->assign(rows[r].text(0));
    if (confirmed && rows[r].number(2) != 1) reply.add_suspended(rows[r].text(0));
    reply.set_total_cents(reply.total_cents() + rows[r].number(3));
  }
  return reply;
}

}  // namespace halle::orders::store
