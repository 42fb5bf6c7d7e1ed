#include "core/sdk/notices.hpp"
#include "services/orders/rpc/deliveries/link.hpp"
#include "services/orders/rpc/deliveries/send_links.hpp"
#include "services/orders/rpc/notices/kinds.hpp"
#include "services/orders/rpc/notices/quantities.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/notices.hpp"

namespace halle::orders {
namespace {
constexpr int most_rows = 200;
constexpr const char* shop = "/commande";
constexpr const char* mine = "/mes-commandes";

std::vector<store::CycleNotice> about_cycles(const sdk::ComposedNotices& all, const char* kind) {
  std::vector<store::CycleNotice> notices;
  for (const auto* asked : all.of(kind))
    if (const auto cycle = Uuid::parse(asked->about()))
      notices.push_back({asked->index(), asked->subject(), *cycle});
  return notices;
}

/// Adds a quantity as it is written in French, and in English.
void add_quantity(kernel::v1::NoticeRow& row, const Amount& amount) {
  sdk::add_value(row, "quantity").set_text(quantity_words(amount, ','));
  sdk::add_value(row, "quantity_en").set_text(quantity_words(amount, '.'));
}

template <class Select>
Status fill_open(sdk::Call& call, sdk::ComposedNotices& all, const char* kind, Select select) {
  const auto notices = about_cycles(all, kind);
  if (notices.empty()) return Done{};
  HALLE_TRY(cycles, select(call, notices));
  for (const auto& cycle : cycles) {
    auto& notice = all.fill(cycle.index);
    notice.set_path(shop);
    sdk::add_value(notice, "cycle").set_text(cycle.name);
    sdk::set_timestamp(*sdk::add_value(notice, "deadline").mutable_deadline(), cycle.closes_at);
    sdk::add_value(notice, "pickup").set_day(cycle.pickup);
  }
  return Done{};
}

Status fill_slips(sdk::Call& call, sdk::ComposedNotices& all) {
  const auto notices = about_cycles(all, notice::slip);
  if (notices.empty()) return Done{};
  HALLE_TRY(lines, store::slip_lines(call, notices));
  kernel::v1::CardValue* total = nullptr;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& line = lines[i];
    auto& notice = all.fill(line.index);
    if (i == 0 || lines[i - 1].index != line.index) {
      notice.set_path(mine);
      sdk::add_value(notice, "cycle").set_text(line.cycle);
      sdk::add_value(notice, "pickup").set_day(line.pickup);
      total = &sdk::add_value(notice, "total");
    }
    total->set_cents(total->cents() + line.total_cents);
    if (notice.rows_size() == most_rows) continue;
    auto& row = *notice.add_rows();
    add_quantity(row, {line.allotted, line.unit});
    sdk::add_value(row, "product").set_text(line.product);
    sdk::add_value(row, "cents").set_cents(line.total_cents);
  }
  return Done{};
}

/// The path of the link that the close issued; empty if another one has taken its place.
Result<std::string> link_path(const sdk::Call& call, const store::DeliveryLine& line) {
  HALLE_TRY(token, sent_token(call, line.delivery, line.issued_at));
  if (hex(sha256(token)) != line.token_hash) return std::string{};
  return "/livraison#" + call.organisation().text() + "." + token;
}

Status fill_deliveries(sdk::Call& call, sdk::ComposedNotices& all) {
  std::vector<store::DeliveryNotice> notices;
  for (const auto* asked : all.of(notice::delivery))
    if (const auto id = Uuid::parse(asked->about()); id && asked->subject().empty())
      notices.push_back({asked->index(), *id});
  if (notices.empty()) return Done{};
  const auto known = producers_emails(call);
  if (!known) {
    call.log("letters to producers wait: " + known.error().reason);
    all.leave_open(notice::delivery);
    return Done{};
  }
  const auto& emails = known.value();
  HALLE_TRY(lines, store::delivery_lines(call, notices));
  kernel::v1::ComposedNotice* notice = nullptr;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& line = lines[i];
    if (i == 0 || lines[i - 1].index != line.index) {
      notice = nullptr;
      const auto email = emails.find(line.producer);
      if (email == emails.end()) continue;
      HALLE_TRY(path, link_path(call, line));
      if (path.empty()) continue;
      notice = &all.fill(line.index);
      notice->set_path(path);
      notice->set_email(email->second);
      notice->set_name(line.producer);
      sdk::add_value(*notice, "cycle").set_text(line.cycle);
      sdk::add_value(*notice, "pickup").set_day(line.pickup);
      sdk::set_timestamp(*sdk::add_value(*notice, "deadline").mutable_deadline(), line.expires_at);
    }
    if (notice == nullptr || notice->rows_size() == most_rows) continue;
    auto& row = *notice->add_rows();
    add_quantity(row, {line.quantity, line.unit, line.cases, line.case_size});
    sdk::add_value(row, "product").set_text(line.product);
  }
  return Done{};
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  sdk::ComposedNotices all(request, "orders");
  // First: it calls another module, which needs to be outside a transaction.
  HALLE_CHECK(fill_deliveries(call, all));
  HALLE_CHECK(fill_open(call, all, notice::cycle_opened, store::cycles_without_order));
  HALLE_CHECK(fill_open(call, all, notice::unconfirmed, store::cycles_unconfirmed));
  HALLE_CHECK(fill_slips(call, all));
  return all.take();
}

}  // namespace halle::orders
