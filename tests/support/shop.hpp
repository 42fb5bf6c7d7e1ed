#pragma once
// A shop for tests and benchmarks: an association with members and products, its cycles and orders,
// through a node's gRPC port.

#include <map>
#include <string>
#include <vector>

#include "core/net/client.hpp"
#include "core/sdk/service.hpp"
#include "core/testing/must.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::test {

using harness::must;

struct Line {
  std::string product;
  std::int64_t quantity = 0;  // thousandths
  std::int64_t tolerance = 0;
};

/// Speaks for one association. Everything throws on failure but what returns a Result. One thread.
class Shop {
 public:
  explicit Shop(sdk::Caller& caller) : caller_(caller) {}

  /// Members 1 to `count`.
  void add_members(int count);
  void set_standing(const std::string& number, membership::v1::Standing standing);
  /// A sheet as CSV with headings of its own.
  catalogue::v1::ImportProductsReply import_products(const std::string& csv);

  /// Opens a cycle that closes at that local time (YYYY-MM-DDTHH:MM); pick-up the day after.
  std::string open_cycle(const std::string& closes, const std::vector<std::string>& producers = {});
  Result<orders::v1::SetLinesReply> set(const std::string& cycle, const std::string& member,
                                        const std::vector<Line>& lines);
  Result<orders::v1::ConfirmOrderReply> confirm(const std::string& cycle,
                                                const std::string& member);
  Result<orders::v1::CancelOrderReply> cancel(const std::string& cycle, const std::string& member);
  Result<orders::v1::Order> order(const std::string& cycle, const std::string& member);
  Result<orders::v1::CloseCycleReply> close(const std::string& cycle);
  orders::v1::GetCycleReply cycle(const std::string& cycle);
  /// A page of offers after that code.
  Result<orders::v1::ListOffersReply> page(const std::string& cycle, const std::string& after,
                                           int limit);
  /// All offers, over as many pages as it takes.
  std::vector<orders::v1::Offer> offers(const std::string& cycle);
  std::vector<orders::v1::SupplierOrder> supplier_orders(const std::string& cycle);
  /// (member, product code) to what was allotted.
  std::map<std::pair<std::string, std::string>, std::int64_t> allotments(const std::string& cycle);
  std::map<std::string, std::int64_t> balances();

 private:
  sdk::Caller& caller_;
};

/// The day of an instant's date `days` later, YYYY-MM-DD.
std::string day_after(const std::string& day, int days);

}  // namespace halle::test
