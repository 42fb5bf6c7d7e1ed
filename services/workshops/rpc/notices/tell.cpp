#include "services/workshops/rpc/notices/tell.hpp"

#include <algorithm>
#include <map>

#include "core/sdk/notices.hpp"

namespace halle::workshops {
namespace {
/// In the order of numbers, so that many are told in the same order everywhere.
bool comes_before(const std::string& a, const std::string& b) {
  return std::pair(a.size(), a) < std::pair(b.size(), b);
}
}  // namespace

void tell(sdk::Call& call, const char* kind,
          const std::vector<store::RegistrationRow>& registrations, Instant until) {
  std::map<Uuid, std::vector<std::string>> members;  // by session
  for (const auto& one : registrations) {
    if (one.member_number)
      members[one.session_id].push_back(*one.member_number);
    else if (one.state != v1::REGISTRATION_STATE_UNCONFIRMED)
      sdk::emit_notice(call, {kind, one.id.text(), until});
  }
  for (auto& [session, numbers] : members) {
    std::sort(numbers.begin(), numbers.end(), comes_before);
    sdk::emit_notice(call, {kind, session.text(), until}, numbers);
  }
}

void tell_leaders(sdk::Call& call, const char* kind, const Led& led,
                  const std::vector<store::RegistrationRow>& registrations) {
  auto numbers = led.leaders;
  for (const auto& one : registrations)
    if (one.member_number) std::erase(numbers, *one.member_number);
  std::sort(numbers.begin(), numbers.end(), comes_before);
  sdk::emit_notice(call, {kind, led.session.text(), led.starts}, numbers);
}

Status tell_moved(sdk::Call& call, const Uuid& session, const std::vector<std::string>& leaders,
                  Instant starts) {
  HALLE_TRY(registrations, store::registrations(call, session));
  tell(call, notice::moved, registrations, starts);
  tell_leaders(call, notice::led_moved, {session, leaders, starts}, registrations);
  return Done{};
}

}  // namespace halle::workshops
