#include "services/orders/store/closing.hpp"

namespace halle::orders::store {
namespace {
void insert_supplies(sdk::Call& call, const Uuid& cycle, const std::vector<SupplyRow>& rows) {
  std::vector<std::string> products;
  std::vector<std::int64_t> firm, tolerance, cases, quantities, totals;
  for (const auto& row : rows) {
    products.push_back(row.product);
    firm.push_back(row.firm);
    tolerance.push_back(row.tolerance);
    cases.push_back(row.cases);
    quantities.push_back(row.quantity);
    totals.push_back(row.total_cents);
  }
  call.queue(R"(
      INSERT INTO orders.supply (org_id, cycle_id, code, firm, tolerance, cases, quantity,
          total_cents)
      SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                                   $7::bigint[], $8::bigint[]))",
             call.organisation(), cycle, products, firm, tolerance, cases, quantities, totals);
}

void insert_allotments(sdk::Call& call, const Uuid& cycle, const std::vector<AllotmentRow>& rows) {
  std::vector<std::string> members, products;
  std::vector<std::int64_t> firm, tolerance, allotted, totals;
  for (const auto& row : rows) {
    members.push_back(row.member);
    products.push_back(row.product);
    firm.push_back(row.firm);
    tolerance.push_back(row.tolerance);
    allotted.push_back(row.allotted);
    totals.push_back(row.total_cents);
  }
  call.queue(R"(
      INSERT INTO orders.allotment (org_id, cycle_id, member_number, code, firm, tolerance,
          allotted, total_cents)
      SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
                                   $8::bigint[]))",
             call.organisation(), cycle, members, products, firm, tolerance, allotted, totals);
}

/// Entries under way to the database.
struct Entries {
  std::vector<std::string> ids, causes, of, accounts;
  std::vector<std::int64_t> amounts;

  void post(const std::string& account, std::int64_t amount) {
    of.push_back(ids.back());
    accounts.push_back(account);
    amounts.push_back(amount);
  }
};

/// For each member who got something that has a price: what she owes, sales, and the funds between.
void post(sdk::Call& call, const Uuid& cycle, const Sheets& sheets) {
  std::map<std::string, std::map<std::string, std::int64_t>> funds;  // by member
  for (const auto& row : sheets.adjustments)
    funds[row.change.member][row.change.fund] += row.change.cents;
  Entries entries;
  for (const auto& [member, base] : sheets.owed) {
    if (base == 0 && !funds.contains(member)) continue;
    entries.ids.push_back(make_uuid_v7(call.now().time_since_epoch().count() / 1000).text());
    entries.causes.push_back("cycle:" + cycle.text() + ":" + member);
    std::int64_t owed = base;
    for (const auto& [fund, amount] : funds[member]) {
      entries.post("fund:" + fund, amount);
      owed += amount;
    }
    entries.post("member:" + member, -owed);
    entries.post("sales", base);
  }
  call.queue(R"(
      WITH entries AS (
        INSERT INTO orders.entry (org_id, id, cause, at)
        SELECT $1, id, cause, $2 FROM unnest($3::uuid[], $4::text[]) AS g (id, cause))
      INSERT INTO orders.posting (org_id, entry_id, account, amount_cents)
      SELECT $1, * FROM unnest($5::uuid[], $6::text[], $7::bigint[]))",
             call.organisation(), call.now(), entries.ids, entries.causes, entries.of,
             entries.accounts, entries.amounts);
}
}  // namespace

void free_unconfirmed(sdk::Call& call, const Uuid& cycle) {
  call.queue(R"(
      WITH idle AS MATERIALIZED (
        SELECT l.member_number, l.code, l.held FROM orders.line l
          JOIN orders.member_order o ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id
           AND o.member_number = l.member_number
         WHERE l.org_id = $1 AND l.cycle_id = $2 AND o.state <> 2 AND l.held > 0),
      freed AS (
        UPDATE orders.offer o SET available = o.available + s.held
          FROM (SELECT code, sum(held) AS held FROM idle GROUP BY code) s
         WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = s.code)
      UPDATE orders.line l SET held = 0, hold_until = NULL FROM idle i
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = i.member_number
         AND l.code = i.code)",
             call.organisation(), cycle);
}

Result<std::vector<AskedProduct>> asked_products(sdk::Call& call, const Uuid& cycle) {
  HALLE_TRY(rows, call.query(R"(
      SELECT f.code, f.price_cents, f.offered IS NOT NULL, f.case_size, f.minimum,
             c.member_number, c.version, c.at, c.firm, c.tolerance
        FROM orders.line_change c
        JOIN orders.member_order o ON o.org_id = c.org_id AND o.cycle_id = c.cycle_id
         AND o.member_number = c.member_number
        JOIN orders.offer f ON f.org_id = c.org_id AND f.cycle_id = c.cycle_id
         AND f.code = c.code
       WHERE c.org_id = $1 AND c.cycle_id = $2 AND o.state = 2
       ORDER BY f.code)",
                             call.organisation(), cycle));
  std::vector<AskedProduct> products;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    if (products.empty() || products.back().code != row.view(0))
      products.push_back(
          {row.text(0), row.number(1), row.truth(2), {row.number(3), row.number(4)}, {}});
    products.back().changes.push_back({row.text(5), static_cast<int>(row.number(6)), row.instant(7),
                                       row.number(8), row.number(9)});
  }
  return products;
}

Status freeze(sdk::Call& call, const Uuid& cycle, const Sheets& sheets) {
  insert_supplies(call, cycle, sheets.supplies);
  insert_allotments(call, cycle, sheets.allotments);
  if (!sheets.adjustments.empty()) insert_adjustments(call, cycle, sheets.adjustments);
  post(call, cycle, sheets);
  HALLE_CHECK(
      call.query("UPDATE orders.cycle SET state = 2, closed_at = $3 WHERE org_id = $1 AND id = $2",
                 call.organisation(), cycle, call.now()));
  return Done{};
}

}  // namespace halle::orders::store
