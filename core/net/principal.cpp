#include "core/net/principal.hpp"

#include "halle/kernel/v1/kernel.pb.h"

namespace halle::net {
namespace kv = ::halle::kernel::v1;
using Kind = bus::Principal::Kind;

// The kind is the first character of the account field: the message is that of Identity.Resolve.
std::string principal_bytes(const bus::Principal& principal) {
  kv::ResolveReply out;
  out.set_account(std::to_string(static_cast<int>(principal.kind)) + principal.id);
  for (const auto& grant : principal.grants) {
    auto* to = out.add_grants();
    to->set_organisation(grant.organisation.text());
    to->set_role(grant.role);
    to->set_subject(grant.subject);
  }
  return out.SerializeAsString();
}

std::optional<bus::Principal> principal_from_bytes(std::string_view bytes) {
  kv::ResolveReply in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || in.account().size() < 2)
    return std::nullopt;
  const int kind = in.account()[0] - '0';
  if (kind < 0 || kind > static_cast<int>(Kind::cause)) return std::nullopt;
  bus::Principal principal{static_cast<Kind>(kind), in.account().substr(1), {}};
  for (const auto& grant : in.grants())
    principal.grants.push_back(
        {Uuid::parse(grant.organisation()).value_or(Uuid{}), grant.role(), grant.subject()});
  return principal;
}

}  // namespace halle::net
