#include "services/orders/store/accounts/adjustments.hpp"

#include <charconv>

#include "core/base/text/text.hpp"

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

struct FundBalance {
  std::string id;
  std::int64_t balance_cents = 0;
};
HALLE_ROW(FundBalance, id, balance_cents)

/// An adjustment without the structs it is made of.
struct FlatRow {
  std::string member, code;
  std::int64_t cents = 0, asked = 0;
  std::string reason, parameters, fund, module, version;
};
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
  HALLE_TRY(rows, call.query<FundBalance>("SELECT id, balance_cents FROM orders.fund "
                                          "WHERE org_id = $1 AND id = ANY($2::text[]) ORDER BY id "
                                          "FOR UPDATE",
                                          call.organisation(), funds));
  std::map<std::string, std::int64_t> balances;
  for (const auto& row : rows) balances[row.id] = row.balance_cents;
  return balances;
}

void insert_adjustments(sdk::Call& call, const Uuid& cycle,
                        const std::vector<AdjustmentRow>& rows) {
  std::vector<FlatRow> flat;
  std::map<std::string, std::int64_t> movements;  // by fund
  for (const auto& row : rows) {
    if (row.change.asked == 0) continue;
    flat.push_back({row.change.member, row.change.code, row.change.cents, row.change.asked,
                    row.reason, row.parameters, row.change.fund, row.change.module, row.version});
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
             call.organisation(), cycle,
             sdk::unnest(flat, &FlatRow::member, &FlatRow::code, &FlatRow::cents, &FlatRow::asked,
                         &FlatRow::reason, &FlatRow::parameters, &FlatRow::fund, &FlatRow::module,
                         &FlatRow::version));
  using Movement = std::map<std::string, std::int64_t>::value_type;
  call.queue(
      "UPDATE orders.fund f SET balance_cents = f.balance_cents + g.by "
      "FROM unnest($2::text[], $3::bigint[]) AS g (fund, by) "
      "WHERE f.org_id = $1 AND f.id = g.fund",
      call.organisation(), sdk::unnest(movements, &Movement::first, &Movement::second));
}

}  // namespace halle::orders::store
