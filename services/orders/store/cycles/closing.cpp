#include "services/orders/store/cycles/closing.hpp"

#include "services/orders/store/names.hpp"

namespace halle::orders::store {
namespace {
void insert_supplies(sdk::Call& call, const Uuid& cycle, const std::vector<SupplyRow>& rows) {
  call.queue(R"(
      INSERT INTO orders.supply (org_id, cycle_id, code, firm, tolerance, cases, quantity,
          total_cents)
      SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                                   $7::bigint[], $8::bigint[]))",
             call.organisation(), cycle,
             sdk::unnest(rows, &SupplyRow::product, &SupplyRow::firm, &SupplyRow::tolerance,
                         &SupplyRow::cases, &SupplyRow::quantity, &SupplyRow::total_cents));
}

void insert_allotments(sdk::Call& call, const Uuid& cycle, const std::vector<AllotmentRow>& rows) {
  call.queue(
      R"(
      INSERT INTO orders.allotment (org_id, cycle_id, member_number, code, firm, tolerance,
          allotted, total_cents)
      SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
                                   $8::bigint[]))",
      call.organisation(), cycle,
      sdk::unnest(rows, &AllotmentRow::member, &AllotmentRow::product, &AllotmentRow::firm,
                  &AllotmentRow::tolerance, &AllotmentRow::allotted, &AllotmentRow::total_cents));
}

struct EntryRow {
  Uuid id;
  std::string cause;
};

struct PostingRow {
  Uuid entry;
  std::string account;
  std::int64_t amount_cents = 0;
};

/// For each member with a priced allotment: postings of what the member owes, against sales and
/// funds.
void post(sdk::Call& call, const Uuid& cycle, const Sheets& sheets) {
  std::map<std::string, std::map<std::string, std::int64_t>> funds;  // by member
  for (const auto& row : sheets.adjustments)
    funds[row.change.member][row.change.fund] += row.change.cents;
  std::vector<EntryRow> entries;
  std::vector<PostingRow> postings;
  for (const auto& [member, base] : sheets.owed) {
    if (base == 0 && !funds.contains(member)) continue;
    const Uuid id = call.new_id();
    entries.push_back({id, "cycle:" + cycle.text() + ":" + member});
    std::int64_t owed = base;
    for (const auto& [fund, amount] : funds[member]) {
      postings.push_back({id, "fund:" + fund, amount});
      owed += amount;
    }
    postings.push_back({id, "member:" + member, -owed});
    postings.push_back({id, "sales", base});
  }
  call.queue(
      R"(
      WITH entries AS (
        INSERT INTO orders.entry (org_id, id, cause, at)
        SELECT $1, id, cause, $2 FROM unnest($3::uuid[], $4::text[]) AS g (id, cause))
      INSERT INTO orders.posting (org_id, entry_id, account, amount_cents)
      SELECT $1, * FROM unnest($5::uuid[], $6::text[], $7::bigint[]))",
      call.organisation(), call.now(), sdk::unnest(entries, &EntryRow::id, &EntryRow::cause),
      sdk::unnest(postings, &PostingRow::entry, &PostingRow::account, &PostingRow::amount_cents));
}

/// A change of a line and its product.
struct AskedRow {
  std::string code;
  std::int64_t price_cents = 0;
  bool from_stock = false;
  std::int64_t case_size = 0;
  std::int64_t minimum = 0;
  std::string member_number;
  int version = 0;
  Instant at;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};
HALLE_ROW(AskedRow, code, price_cents, from_stock, case_size, minimum, member_number, version, at,
          firm, tolerance)
}  // namespace

void free_unconfirmed(sdk::Call& call, const Uuid& cycle) {
  static const std::string free_held = names.in(R"(
      WITH idle AS MATERIALIZED (
        SELECT l.member_number, l.code, l.held FROM orders.line l
          JOIN orders.member_order o ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id
           AND o.member_number = l.member_number
         WHERE l.org_id = $1 AND l.cycle_id = $2 AND o.state <> {confirmed} AND l.held > 0),
      freed AS (
        UPDATE orders.offer o SET available = o.available + s.held
          FROM (SELECT code, sum(held) AS held FROM idle GROUP BY code) s
         WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = s.code)
      UPDATE orders.line l SET held = 0, hold_until = NULL FROM idle i
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = i.member_number
         AND l.code = i.code)");
  call.queue(free_held, call.organisation(), cycle);
}

Result<std::vector<AskedProduct>> asked_products(sdk::Call& call, const Uuid& cycle) {
  static const std::string select_changes = names.in(R"(
      SELECT f.code, f.price_cents, f.offered IS NOT NULL AS from_stock, f.case_size, f.minimum,
             c.member_number, c.version, c.at, c.firm, c.tolerance
        FROM orders.line_change c
        JOIN orders.member_order o ON o.org_id = c.org_id AND o.cycle_id = c.cycle_id
         AND o.member_number = c.member_number
        JOIN orders.offer f ON f.org_id = c.org_id AND f.cycle_id = c.cycle_id
         AND f.code = c.code
       WHERE c.org_id = $1 AND c.cycle_id = $2 AND o.state = {confirmed}
       ORDER BY f.code)");
  HALLE_TRY(rows, call.query<AskedRow>(select_changes, call.organisation(), cycle));
  std::vector<AskedProduct> products;
  for (const auto& row : rows) {
    if (products.empty() || products.back().code != row.code)
      products.push_back(
          {row.code, row.price_cents, row.from_stock, {row.case_size, row.minimum}, {}});
    products.back().changes.push_back(
        {row.member_number, row.version, row.at, row.firm, row.tolerance});
  }
  return products;
}

Status freeze(sdk::Call& call, const Uuid& cycle, const Sheets& sheets) {
  static const std::string close = names.in(
      "UPDATE orders.cycle SET state = {closed}, closed_at = $3 WHERE org_id = $1 AND id = $2");
  insert_supplies(call, cycle, sheets.supplies);
  insert_allotments(call, cycle, sheets.allotments);
  if (!sheets.adjustments.empty()) insert_adjustments(call, cycle, sheets.adjustments);
  post(call, cycle, sheets);
  return call.execute(close, call.organisation(), cycle, call.now());
}

}  // namespace halle::orders::store
