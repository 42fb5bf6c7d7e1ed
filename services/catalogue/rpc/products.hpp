#pragma once
// The service Products; what each method promises is said in
// proto/halle/catalogue/v1/catalogue.proto. One file per method.

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"

namespace halle::catalogue {

class Products final : public v1::ProductsService {
 public:
  Result<v1::ImportProductsReply> import(sdk::Call& call,
                                         const v1::ImportProductsRequest& request) override;
  Result<v1::ListProductsReply> list(sdk::Call& call,
                                     const v1::ListProductsRequest& request) override;
  Result<v1::GetProductReply> get(sdk::Call& call, const v1::GetProductRequest& request) override;
  Result<v1::ListForOffersReply> list_for_offers(sdk::Call& call,
                                                 const v1::ListForOffersRequest& request) override;
};

}  // namespace halle::catalogue
