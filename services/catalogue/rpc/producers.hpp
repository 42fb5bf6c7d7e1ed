#pragma once
// The service Producers; what each method promises is said in
// proto/halle/catalogue/v1/catalogue.proto. One file per method or pair of readers.

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"

namespace halle::catalogue {

class Producers final : public v1::ProducersService {
 public:
  Result<v1::ListProducersReply> list(sdk::Call& call,
                                      const v1::ListProducersRequest& request) override;
  Result<v1::ListProducerContactsReply> list_contacts(
      sdk::Call& call, const v1::ListProducerContactsRequest& request) override;
  Result<v1::Producer> set(sdk::Call& call, const v1::SetProducerRequest& request) override;
  Result<type::v1::Document> render_page(sdk::Call& call,
                                         const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> render_map(sdk::Call& call,
                                        const type::v1::DocumentRequest& request) override;
  Result<v1::FoldAnewReply> fold_anew(sdk::Call& call, const v1::FoldAnewRequest& request) override;
};

}  // namespace halle::catalogue
