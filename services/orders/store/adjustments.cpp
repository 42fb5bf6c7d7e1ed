#include "services/orders/store/adjustments.hpp"

#include <charconv>

#include "core/base/text.hpp"

namespace halle::orders::store {
namespace {
constexpr char between_fields = '\x1f';
constexpr char between_rows = '\x1e';

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void read_parameters(const std::string& text, v1::Adjustment& out) {
  if (text.empty()) return;
  for (const auto& line : split(text, '\n'))
    if (const auto at = line.find('='); at != std::string::npos)
      (*out.mutable_parameters())[line.substr(0, at)] = line.substr(at + 1);
}
}  // namespace

std::int64_t read_adjustments(std::string_view texts, Adjustments& out) {
  std::int64_t sum = 0;
  if (texts.empty()) return sum;
  for (const auto& row : split(std::string(texts), between_rows)) {
    const auto fields = split(row, between_fields);
    if (fields.size() != 6) continue;
    auto* adjustment = out.Add();
    adjustment->set_cents(number(fields[0]));
    adjustment->set_asked_cents(number(fields[1]));
    adjustment->set_module(fields[2]);
    adjustment->set_version(fields[3]);
    adjustment->set_reason(fields[4]);
    read_parameters(fields[5], *adjustment);
    sum += adjustment->cents();
  }
  return sum;
}

v1::Adjustment adjustment_of(const AdjustmentRow& row) {
  v1::Adjustment out;
  out.set_cents(row.change.cents);
  out.set_asked_cents(row.change.asked);
  out.set_module(row.change.module);
  out.set_version(row.version);
  out.set_reason(row.reason);
  read_parameters(row.parameters, out);
  return out;
}

Result<std::map<std::string, std::int64_t>> lock_funds(sdk::Call& call,
                                                       const std::vector<std::string>& funds) {
  call.queue(
      "INSERT INTO orders.fund (org_id, id, balance_cents) "
      "SELECT $1, f, 0 FROM unnest($2::text[]) f ORDER BY f ON CONFLICT DO NOTHING",
      call.organisation(), funds);
  HALLE_TRY(rows, call.query("SELECT id, balance_cents FROM orders.fund "
                             "WHERE org_id = $1 AND id = ANY($2::text[]) ORDER BY id FOR UPDATE",
                             call.organisation(), funds));
  std::map<std::string, std::int64_t> balances;
  for (std::size_t r = 0; r < rows.size(); ++r) balances[rows[r].text(0)] = rows[r].number(1);
  return balances;
}

void insert_adjustments(sdk::Call& call, const Uuid& cycle,
                        const std::vector<AdjustmentRow>& rows) {
  std::vector<std::string> members, codes, reasons, parameters, funds, modules, versions;
  std::vector<std::int64_t> cents, asked;
  std::map<std::string, std::int64_t> movements;
  for (const auto& row : rows) {
    if (row.change.asked == 0) continue;
    members.push_back(row.change.member);
    codes.push_back(row.change.code);
    cents.push_back(row.change.cents);
    asked.push_back(row.change.asked);
    reasons.push_back(row.reason);
    parameters.push_back(row.parameters);
    funds.push_back(row.change.fund);
    modules.push_back(row.change.module);
    versions.push_back(row.version);
    movements[row.change.fund] += row.change.cents;
  }
  call.queue(R"(
      INSERT INTO orders.adjustment (org_id, cycle_id, member_number, code, n, cents, asked_cents,
          reason, parameters, fund, module, module_version)
      SELECT $1, $2, member, code, row_number() OVER (PARTITION BY member, code ORDER BY n), cents,
             asked, reason, parameters, fund, module, version
        FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[]) WITH ORDINALITY
          AS g (member, code, cents, asked, reason, parameters, fund, module, version, n))",
             call.organisation(), cycle, members, codes, cents, asked, reasons, parameters, funds,
             modules, versions);
  std::vector<std::string> moved;
  std::vector<std::int64_t> by;
  for (const auto& [fund, amount] : movements) {
    moved.push_back(fund);
    by.push_back(amount);
  }
  call.queue(
      "UPDATE orders.fund f SET balance_cents = f.balance_cents + g.by "
      "FROM unnest($2::text[], $3::bigint[]) AS g (fund, by) "
      "WHERE f.org_id = $1 AND f.id = g.fund",
      call.organisation(), moved, by);
}

}  // namespace halle::orders::store
