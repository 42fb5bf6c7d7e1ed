#include "services/catalogue/rpc/producers.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue {
namespace {
constexpr int most_names = 500;
}  // namespace

Result<v1::ListProducerContactsReply> Producers::list_contacts(
    sdk::Call& call, const v1::ListProducerContactsRequest& request) {
  if (request.names_size() > most_names)
    return bad_field("names", "catalogue.too_many_names", std::to_string(request.names_size()));
  HALLE_TRY(rows, store::contacts(call, {request.names().begin(), request.names().end()}));
  v1::ListProducerContactsReply reply;
  for (const auto& row : rows) {
    auto& contact = *reply.add_contacts();
    contact.set_name(row.name);
    contact.set_email(row.email);
  }
  return reply;
}

}  // namespace halle::catalogue
