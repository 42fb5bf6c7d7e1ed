#include <algorithm>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/documents/document.hpp"
#include "services/catalogue/rpc/producers.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue {
namespace {
constexpr std::size_t longest_description = 1000;
constexpr std::size_t longest_website = 200;

bool is_website(const std::string& text) {
  const auto host = text.find("://") + 3;
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() > host &&
         text.size() <= longest_website && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '"' || c == '<';
         });
}
}  // namespace

Result<v1::ListProducersReply> Producers::list(sdk::Call& call,
                                               const v1::ListProducersRequest& /*request*/) {
  HALLE_TRY(all, store::producers(call, false));
  v1::ListProducersReply reply;
  for (auto& producer : all) *reply.add_producers() = std::move(producer);
  return reply;
}

Result<v1::Producer> Producers::set(sdk::Call& call, const v1::SetProducerRequest& request) {
  v1::Producer producer = request.producer();
  const Error unknown{Code::not_found, "catalogue.producer_unknown", producer.id()};
  const auto id = Uuid::parse(producer.id());
  if (!id) return unknown;
  producer.set_description(trim(producer.description()));
  if (!is_plain_prose(producer.description(), longest_description))
    return bad_field("description", "catalogue.bad_description");
  producer.set_website(trim(producer.website()));
  if (!producer.website().empty() && !is_website(producer.website()))
    return bad_field("website", "catalogue.bad_website", producer.website());
  const std::string email = trim(producer.email());
  const auto normal = normal_email(email);
  if (!email.empty() && !normal) return bad_field("email", "catalogue.bad_email", email);
  producer.set_email(normal.value_or(""));
  HALLE_CHECK(sdk::check_place(producer.place()));
  HALLE_TRY(known, store::set_producer(call, *id, producer));
  if (!known) return unknown;
  return producer;
}

}  // namespace halle::catalogue
