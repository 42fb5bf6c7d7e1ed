#pragma once
// For which association a caller acts. Pure.

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"

namespace halle::premises {

struct Association {
  Uuid id;
  std::string code;
  std::string name;
  std::optional<Instant> until = {};  // of a partner: when the partnership ends, as far as agreed
  std::string from = {};              // of a partner: first day of the partnership, local
};

/// What a caller may do in the premises of the host, and which associations use them.
struct Caller {
  Association host;
  bool manages = false;               // zones, and the bookings of all
  bool books_for_host = false;        // has a role of the host that lets it book
  bool sees_host = false;             // is one of the host's people: sees all purposes
  std::vector<Association> acts_for;  // partners
  std::vector<Association> partners;  // all of the host, also those that are let in no longer
  std::vector<Uuid> current;          // those of them that are let in now

  bool acts(const Uuid& association) const;
  /// Whether the association is a partner that is let in now.
  bool is_current(const Uuid& association) const;
  /// Whether the association is the host, or a partner whose time is not over at that instant.
  bool has_time(const Uuid& association, Instant at) const;
  /// Whether the association is a partner that is let in from a later day than that.
  bool is_before(const Uuid& association, const std::string& day) const;
  /// Whether the caller may know which association has booked, and for what.
  bool sees(const Uuid& association) const { return sees_host || acts(association); }
  /// Those for which the caller may book without managing, the host first.
  std::vector<Association> choices() const;
  /// An association whose name the caller may know; null otherwise.
  const Association* find(const Uuid& association) const;
  /// The host, or a partner; null otherwise. Not for the caller to see.
  const Association* known(const Uuid& association) const;
};

/// The association of that code for which the caller may book; if the code is empty, the only one,
/// or the host. Managers may name any partner. Errors: `premises.association_unknown`,
/// `premises.which_association`, both with field `association`.
Result<Association> choose(const Caller& caller, const std::string& code);

}  // namespace halle::premises
