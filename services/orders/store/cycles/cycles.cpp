#include "services/orders/store/cycles/cycles.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/orders/store/names.hpp"

namespace halle::orders::store {
namespace {
const std::string select_cycles = R"(
    SELECT c.id, c.name, c.state, c.closes_at, c.pickup, c.closed_at,
           (SELECT count(*) FROM orders.offer o WHERE o.org_id = c.org_id AND o.cycle_id = c.id)
             AS offers
      FROM orders.cycle c WHERE c.org_id = $1)";

/// A row of select_cycles.
struct CountedCycle : CycleRow {
  int offers = 0;
};
HALLE_ROW(CountedCycle, id, name, state, closes_at, pickup, closed_at, offers)

v1::Cycle counted(const CountedCycle& row) {
  v1::Cycle cycle = cycle_of(row);
  cycle.set_offers(row.offers);
  return cycle;
}

/// An order of a cycle.
struct OverviewRow {
  std::string member_number;
  v1::OrderState state = v1::ORDER_STATE_UNSPECIFIED;
  membership::v1::Standing standing = membership::v1::STANDING_UNSPECIFIED;
  std::int64_t total_cents = 0;
};
HALLE_ROW(OverviewRow, member_number, state, standing, total_cents)

using Json = nlohmann::json;
using catalogue::v1::Product;

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

Json available(const Product& product) {
  return product.has_available() ? Json(product.available()) : Json();
}

/// A column of an offer and what it copies of a product. The list is all that an offer has of it.
struct CopiedColumn {
  const char* name;
  Json (*of)(const Product& product);
};
const std::array copied_columns{
    CopiedColumn{"product_id", [](const Product& from) { return Json(from.id()); }},
    CopiedColumn{"code", [](const Product& from) { return Json(from.code()); }},
    CopiedColumn{"version", [](const Product& from) { return Json(from.version()); }},
    CopiedColumn{"name", [](const Product& from) { return Json(from.name()); }},
    CopiedColumn{"producer", [](const Product& from) { return Json(from.producer()); }},
    CopiedColumn{"unit", [](const Product& from) { return Json(int{from.unit()}); }},
    CopiedColumn{"price_cents", [](const Product& from) { return Json(from.price_cents()); }},
    CopiedColumn{"cost_excl_vat",
                 [](const Product& from) {
                   return from.has_cost_excl_vat() ? Json(from.cost_excl_vat()) : Json();
                 }},
    CopiedColumn{"vat_rate", [](const Product& from) { return Json(from.vat_rate()); }},
    CopiedColumn{"case_size", [](const Product& from) { return Json(from.case_size()); }},
    CopiedColumn{"minimum", [](const Product& from) { return Json(from.minimum()); }},
    CopiedColumn{"offered", available},
    CopiedColumn{"available", available},
    CopiedColumn{"net_quantity", [](const Product& from) { return Json(from.net_quantity()); }},
    CopiedColumn{"net_unit", [](const Product& from) { return Json(int{from.net_unit()}); }},
    CopiedColumn{"net_price_cents",
                 [](const Product& from) { return Json(from.price_per_net_unit_cents()); }},
    CopiedColumn{"labels", [](const Product& from) { return Json(lines_of(from.labels())); }},
    CopiedColumn{"origin", [](const Product& from) { return Json(from.origin()); }},
    CopiedColumn{"months", [](const Product& from) { return Json(bits_of(from.months())); }},
};

/// The names of copied_columns with commas between.
std::string copied_names() {
  std::string out;
  for (const auto& column : copied_columns)
    out += (out.empty() ? "" : ", ") + std::string(column.name);
  return out;
}

/// The columns of a row with commas between, to be selected.
template <class Row>
std::string names_of() {
  std::string out;
  std::apply(
      [&](const auto&... field) {
        ((out += (out.empty() ? "" : ", ") + std::string(field.name)), ...);
      },
      halle_row(static_cast<const Row*>(nullptr)));
  return out;
}
}  // namespace

v1::Cycle cycle_of(const CycleRow& row) {
  v1::Cycle cycle;
  cycle.set_id(row.id.text());
  cycle.set_name(row.name);
  cycle.set_state(row.state);
  sdk::set_timestamp(*cycle.mutable_closes_at(), row.closes_at);
  cycle.set_pickup(row.pickup);
  if (row.closed_at) sdk::set_timestamp(*cycle.mutable_closed_at(), *row.closed_at);
  return cycle;
}

Error unknown_cycle(const std::string& id) {
  return not_found("cycle", "orders.cycle_unknown", id);
}

void lock_cycle(sdk::Call& call, const Uuid& id, Lock lock) {
  if (lock == Lock::shared)
    call.lock_shared("orders.cycle", id);
  else
    call.lock("orders.cycle", id);
}

Result<Uuid> cycle_id(const std::string& text) {
  if (const auto id = Uuid::parse(text)) return *id;
  return unknown_cycle(text);
}

Result<bool> insert_cycle(sdk::Call& call, const Uuid& id, const v1::OpenCycleRequest& request,
                          const std::string& zone) {
  static const std::string insert = names.in(R"(
      INSERT INTO orders.cycle (org_id, id, name, state, closes_at, pickup, opened_at)
      SELECT $1, $2, $3, {open}, t.closes_at, $5, $7
        FROM (SELECT $4::timestamp AT TIME ZONE $6 AS closes_at) t WHERE t.closes_at > $7::timestamptz
      RETURNING 1)");
  HALLE_TRY(made, call.find<int>(insert, call.organisation(), id, trim(request.name()),
                                 request.closes(), request.pickup(), zone, call.now()));
  return made.has_value();
}

Status insert_offers(sdk::Call& call, const Uuid& cycle,
                     const catalogue::v1::ListForOffersReply& products) {
  // JSON, so that the columns are listed once: PostgreSQL knows their types.
  static const std::string insert = "INSERT INTO orders.offer (org_id, cycle_id, " +
                                    copied_names() + ") SELECT $1, $2, " + copied_names() +
                                    " FROM jsonb_populate_recordset(NULL::orders.offer, $3::jsonb)";
  Json copies = Json::array();
  for (const auto& product : products.products()) {
    auto& copy = copies.emplace_back(Json::object());
    for (const auto& column : copied_columns) copy[column.name] = column.of(product);
  }
  call.queue(insert, call.organisation(), cycle,
             copies.dump(-1, ' ', false, Json::error_handler_t::replace));
  return call.execute("SELECT orders.count_offers()");
}

Result<v1::Cycle> cycle(sdk::Call& call, const Uuid& id) {
  static const std::string select_cycle = select_cycles + " AND c.id = $2";
  HALLE_TRY(row, call.find<CountedCycle>(select_cycle, call.organisation(), id));
  if (!row) return unknown_cycle(id.text());
  return counted(*row);
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
  HALLE_TRY(rows, call.query<CountedCycle>(select_all, call.organisation()));
  std::vector<v1::Cycle> all;
  for (const auto& row : rows) all.push_back(counted(row));
  return all;
}

Result<v1::GetCycleReply> overview(sdk::Call& call, const Uuid& id) {
  static const std::string select_orders = names.in(R"(
      SELECT o.member_number, o.state, m.standing,
             ((SELECT coalesce(sum(a.total_cents), 0) FROM orders.allotment a
                WHERE a.org_id = o.org_id AND a.cycle_id = o.cycle_id
                  AND a.member_number = o.member_number)
              + (SELECT coalesce(sum(d.cents), 0) FROM orders.adjustment d
                  WHERE d.org_id = o.org_id AND d.cycle_id = o.cycle_id
                    AND d.member_number = o.member_number))::bigint AS total_cents
        FROM orders.member_order o
        JOIN orders.member m ON m.org_id = o.org_id AND m.number = o.member_number
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state IN ({unconfirmed}, {confirmed})
         AND EXISTS (
           SELECT 1 FROM orders.line l
            WHERE l.org_id = o.org_id AND l.cycle_id = o.cycle_id
              AND l.member_number = o.member_number AND l.firm + l.tolerance > 0)
       ORDER BY length(o.member_number), o.member_number)");
  v1::GetCycleReply reply;
  HALLE_TRY(found, cycle(call, id));
  *reply.mutable_cycle() = found;
  HALLE_TRY(rows, call.query<OverviewRow>(select_orders, call.organisation(), id));
  for (const auto& row : rows) {
    const bool confirmed = row.state == v1::ORDER_STATE_CONFIRMED;
    (confirmed ? reply.add_confirmed() : reply.add_unconfirmed())->assign(row.member_number);
    if (confirmed && row.standing != membership::v1::STANDING_ACTIVE)
      reply.add_suspended(row.member_number);
    reply.set_total_cents(reply.total_cents() + row.total_cents);
  }
  return reply;
}

Result<std::optional<v1::CycleState>> stop_cycle(sdk::Call& call, const Uuid& id,
                                                 std::optional<Instant> until) {
  return call.find<v1::CycleState>(
      "UPDATE orders.cycle SET stopped_until = $3 WHERE org_id = $1 AND id = $2 RETURNING state",
      call.organisation(), id, until);
}

Result<std::vector<Uuid>> due_cycles(sdk::Call& call) {
  static const std::string select_due = names.in(
      "SELECT id FROM orders.cycle WHERE org_id = $1 AND state = {open} AND closes_at <= $2 "
      "ORDER BY closes_at, id");
  return call.query<Uuid>(select_due, call.organisation(), call.now());
}

Result<std::vector<OfferRow>> offers(sdk::Call& call, const Uuid& cycle, const std::string& after,
                                     int limit) {
  static const std::string select =
      "SELECT " + names_of<OfferRow>() +
      " FROM orders.offer WHERE org_id = $1 AND cycle_id = $2 AND code > $3 "
      "ORDER BY org_id, cycle_id, code LIMIT $4";
  return call.query<OfferRow>(select, call.organisation(), cycle, after, limit);
}

}  // namespace halle::orders::store
