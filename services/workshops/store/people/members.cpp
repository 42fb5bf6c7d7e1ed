#include "services/workshops/store/people/members.hpp"

#include <algorithm>

#include "core/base/text/text.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::workshops::store {
namespace {
constexpr const char* insert_member =
    "INSERT INTO workshops.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (org_id, number) DO NOTHING";
constexpr std::size_t most_contacts = 500;  // that one call asks for
}  // namespace

Error unknown_member(const std::string& number) {
  return not_found("member", "workshops.member_unknown", number);
}

Error inactive_member(const std::string& number) {
  Error error = bad_field("member", "workshops.member_inactive", number);
  error.code = Code::failed_precondition;
  return error;
}

Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission) {
  if ((!number.empty() && call.subject() == number) || call.allowed(permission)) return Done{};
  return unknown_member(number);
}

void lock_standings(sdk::Call& call, const std::vector<std::string>& numbers,
                    const std::vector<std::string>& registrations) {
  call.queue(R"(
      SELECT 1 FROM workshops.member m
       WHERE m.org_id = $1 AND m.number IN (
         SELECT unnest($2::text[])
         UNION
         SELECT r.member_number FROM workshops.registration r
          WHERE r.org_id = $1 AND r.id = ANY ($3::uuid[]))
       ORDER BY m.number FOR SHARE)",
             call.organisation(), numbers, registrations);
}

Result<std::optional<membership::v1::Standing>> standing(sdk::Call& call,
                                                         const std::string& number) {
  return call.find<membership::v1::Standing>(
      "SELECT standing FROM workshops.member WHERE org_id = $1 AND number = $2",
      call.organisation(), number);
}

Status keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                   membership::v1::Standing standing) {
  return call.execute(
      "INSERT INTO workshops.member (org_id, number, member_id, standing) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (org_id, number) DO UPDATE SET standing = excluded.standing",
      call.organisation(), number, member_id, standing);
}

Status add_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                  membership::v1::Standing standing) {
  return call.execute(insert_member, call.organisation(), number, member_id, standing);
}

Result<std::set<std::string>> know_all_but(sdk::Call& call,
                                           const std::vector<std::string>& numbers) {
  HALLE_TRY(missing, call.query<std::string>(
                         "SELECT n FROM unnest($2::text[]) n WHERE NOT EXISTS (SELECT 1 FROM "
                         "workshops.member m WHERE m.org_id = $1 AND m.number = n) ORDER BY n",
                         call.organisation(), numbers));
  call.rollback();
  std::set<std::string> unknown;
  std::vector<membership::v1::MemberRef> found;
  for (const auto& number : missing) {
    membership::v1::FindMemberRequest request;
    request.set_number(number);
    auto member = membership::v1::MembersClient(call).find(request);
    if (member)
      found.push_back(std::move(member).value());
    else if (member.error().code == Code::not_found)
      unknown.insert(number);
    else
      return member.error();
  }
  for (const auto& member : found)
    call.queue(insert_member, call.organisation(), member.number(), member.id(), member.standing());
  return unknown;
}

Status know(sdk::Call& call, const std::vector<std::string>& numbers) {
  HALLE_TRY(unknown, know_all_but(call, numbers));
  if (!unknown.empty()) return unknown_member(*unknown.begin());
  return Done{};
}

std::map<std::string, std::string> names_of(sdk::Call& call,
                                            const std::vector<std::string>& numbers) {
  call.rollback();
  std::map<std::string, std::string> names;
  for (std::size_t at = 0; at < numbers.size(); at += most_contacts) {
    membership::v1::ListContactsRequest request;
    const auto end = std::min(at + most_contacts, numbers.size());
    for (auto i = at; i < end; ++i) request.add_numbers(numbers[i]);
    const auto reply = membership::v1::MembersClient(call).list_contacts(request);
    if (!reply) return names;
    for (const auto& one : reply.value().contacts())
      names[one.number()] = trim(one.first_name() + " " + one.name());
  }
  return names;
}

}  // namespace halle::workshops::store
