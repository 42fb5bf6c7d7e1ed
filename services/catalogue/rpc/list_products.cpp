#include <algorithm>

#include "core/sheets/sheet.hpp"
#include "services/catalogue/rpc/products.hpp"
#include "services/catalogue/store/producer_rows.hpp"
#include "services/catalogue/store/product_rows.hpp"

namespace halle::catalogue {

Result<v1::ListProductsReply> Products::list(sdk::Call& call,
                                             const v1::ListProductsRequest& /*request*/) {
  HALLE_TRY(all, store::products(call, {}));
  v1::ListProductsReply reply;
  for (auto& product : all) *reply.add_products() = std::move(product);
  return reply;
}

Result<v1::GetProductReply> Products::get(sdk::Call& call, const v1::GetProductRequest& request) {
  HALLE_TRY(all, store::versions(call, request.code()));
  if (all.empty()) return not_found("code", "catalogue.product_unknown", request.code());
  v1::GetProductReply reply;
  for (auto& product : all) *reply.add_versions() = std::move(product);
  return reply;
}

Result<v1::ListForOffersReply> Products::list_for_offers(sdk::Call& call,
                                                         const v1::ListForOffersRequest& request) {
  std::vector<std::string> keys;
  for (const auto& name : request.producers()) keys.push_back(sheets::heading_key(name));
  HALLE_TRY(known, store::known_producers(call, keys));
  v1::ListForOffersReply reply;
  for (int i = 0; i < request.producers_size(); ++i)
    if (std::find(known.begin(), known.end(), keys[static_cast<std::size_t>(i)]) == known.end())
      reply.add_unknown_producers(request.producers(i));
  HALLE_TRY(all, store::products(call, keys));
  for (auto& product : all) *reply.add_products() = std::move(product);
  return reply;
}

}  // namespace halle::catalogue
