#include "plugins/premises/domain/acting.hpp"

#include <algorithm>

namespace halle::premises {

bool Caller::acts(const Uuid& association) const {
  if (association == host.id) return books_for_host;
  return std::any_of(acts_for.begin(), acts_for.end(),
                     [&](const Association& partner) { return partner.id == association; });
}

bool Caller::is_current(const Uuid& association) const {
  return std::find(current.begin(), current.end(), association) != current.end();
}

std::vector<Association> Caller::choices() const {
  std::vector<Association> all;
  if (books_for_host) all.push_back(host);
  all.insert(all.end(), acts_for.begin(), acts_for.end());
  return all;
}

bool Caller::has_time(const Uuid& association, Instant at) const {
  const auto* one = known(association);
  return one != nullptr && (!one->until || *one->until > at);
}

bool Caller::is_before(const Uuid& association, const std::string& day) const {
  return std::any_of(partners.begin(), partners.end(), [&](const Association& partner) {
    return partner.id == association && day < partner.from;
  });
}

const Association* Caller::find(const Uuid& association) const {
  return association == host.id || manages || sees(association) ? known(association) : nullptr;
}

const Association* Caller::known(const Uuid& association) const {
  if (association == host.id) return &host;
  for (const auto* list : {&acts_for, &partners})
    for (const auto& one : *list)
      if (one.id == association) return &one;
  return nullptr;
}

Result<Association> choose(const Caller& caller, const std::string& code) {
  const auto choices = caller.choices();
  if (code.empty()) {
    if (caller.books_for_host || choices.size() == 1) return choices.at(0);
    if (choices.empty()) return Error{Code::permission_denied, "halle.not_allowed"};
    return bad_field("association", "premises.which_association");
  }
  for (const auto& one : choices)
    if (one.code == code) return one;
  if (caller.manages)
    for (const auto& one : caller.partners)
      if (one.code == code) return one;
  return not_found("association", "premises.association_unknown", code);
}

}  // namespace halle::premises
