#include "tests/support/shop.hpp"

#include <stdexcept>

#include "core/base/time/clock.hpp"
#include "core/sheets/messages.hpp"

namespace halle::test {

void Shop::add_members(int count) {
  membership::v1::ImportMembersRequest request;
  request.mutable_sheet()->add_header("number");
  request.mutable_sheet()->add_header("name");
  for (int i = 1; i <= count; ++i) {
    auto* row = request.mutable_sheet()->add_rows();
    row->set_line(i + 1);
    row->add_cells(std::to_string(i));
    row->add_cells("Member " + std::to_string(i));
  }
  must(membership::v1::MembersClient(caller_).import(request));
}

void Shop::set_standing(const std::string& number, membership::v1::Standing standing) {
  membership::v1::SetStandingRequest request;
  request.set_number(number);
  request.set_standing(standing);
  must(membership::v1::MembersClient(caller_).set_standing(request));
}

catalogue::v1::ImportProductsReply Shop::import_products(const std::string& csv) {
  catalogue::v1::ImportProductsRequest request;
  *request.mutable_sheet() = sheets::message_of(must(sheets::read_csv(csv)));
  return must(catalogue::v1::ProductsClient(caller_).import(request));
}

std::string Shop::open_cycle(const std::string& closes, const std::vector<std::string>& producers) {
  orders::v1::OpenCycleRequest request;
  request.set_name("until " + closes);
  request.set_closes(closes);
  request.set_pickup(day_after(closes.substr(0, 10), 1));
  for (const auto& producer : producers) request.add_producers(producer);
  return must(orders::v1::CyclesClient(caller_).open(request)).id();
}

Result<orders::v1::SetLinesReply> Shop::set(const std::string& cycle, const std::string& member,
                                            const std::vector<Line>& lines) {
  orders::v1::SetLinesRequest request;
  request.set_cycle(cycle);
  request.set_member(member);
  for (const auto& line : lines) {
    auto* out = request.add_lines();
    out->set_product(line.product);
    out->set_quantity(line.quantity);
    out->set_tolerance(line.tolerance);
  }
  return orders::v1::OrdersClient(caller_).set_lines(request);
}

Result<orders::v1::ConfirmOrderReply> Shop::confirm(const std::string& cycle,
                                                    const std::string& member) {
  orders::v1::ConfirmOrderRequest request;
  request.set_cycle(cycle);
  request.set_member(member);
  return orders::v1::OrdersClient(caller_).confirm(request);
}

Result<orders::v1::CancelOrderReply> Shop::cancel(const std::string& cycle,
                                                  const std::string& member) {
  orders::v1::CancelOrderRequest request;
  request.set_cycle(cycle);
  request.set_member(member);
  return orders::v1::OrdersClient(caller_).cancel(request);
}

Result<orders::v1::Order> Shop::order(const std::string& cycle, const std::string& member) {
  orders::v1::GetOrderRequest request;
  request.set_cycle(cycle);
  request.set_member(member);
  return orders::v1::OrdersClient(caller_).get(request);
}

Result<orders::v1::CloseCycleReply> Shop::close(const std::string& cycle) {
  orders::v1::CloseCycleRequest request;
  request.set_cycle(cycle);
  return orders::v1::CyclesClient(caller_).close(request);
}

orders::v1::GetCycleReply Shop::cycle(const std::string& cycle) {
  orders::v1::GetCycleRequest request;
  request.set_cycle(cycle);
  return must(orders::v1::CyclesClient(caller_).get(request));
}

Result<orders::v1::ListOffersReply> Shop::page(const std::string& cycle, const std::string& after,
                                               int limit) {
  orders::v1::ListOffersRequest request;
  request.set_cycle(cycle);
  request.set_after(after);
  request.set_limit(limit);
  return orders::v1::CyclesClient(caller_).list_offers(request);
}

std::vector<orders::v1::Offer> Shop::offers(const std::string& cycle) {
  std::vector<orders::v1::Offer> all;
  while (true) {
    const auto next = must(page(cycle, all.empty() ? "" : all.back().code(), 200));
    if (next.offers().empty()) return all;
    all.insert(all.end(), next.offers().begin(), next.offers().end());
  }
}

std::vector<orders::v1::SupplierOrder> Shop::supplier_orders(const std::string& cycle) {
  orders::v1::GetSheetRequest request;
  request.set_cycle(cycle);
  const auto reply = must(orders::v1::CyclesClient(caller_).get_supplier_orders(request));
  return {reply.rows().begin(), reply.rows().end()};
}

std::map<std::pair<std::string, std::string>, std::int64_t> Shop::allotments(
    const std::string& cycle) {
  orders::v1::GetSheetRequest request;
  request.set_cycle(cycle);
  const auto reply = must(orders::v1::CyclesClient(caller_).get_allotments(request));
  std::map<std::pair<std::string, std::string>, std::int64_t> all;
  for (const auto& row : reply.rows())
    all[{row.member_number(), row.product_code()}] = row.allotted();
  return all;
}

std::map<std::string, std::int64_t> Shop::balances() {
  std::map<std::string, std::int64_t> all;
  const auto reply = must(orders::v1::AccountsClient(caller_).list_balances({}));
  for (const auto& row : reply.rows()) all[row.member_number()] = row.balance_cents();
  return all;
}

std::string day_after(const std::string& day, int days) {
  const auto noon = parse_instant(day + "T12:00:00Z").value();
  return format_instant(noon + std::chrono::hours(24 * days)).substr(0, 10);
}

}  // namespace halle::test
