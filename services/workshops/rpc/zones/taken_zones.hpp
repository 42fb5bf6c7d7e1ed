#pragma once
// Zones of the premises that sessions take while they are written.

#include <optional>
#include <string>
#include <vector>

#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {

/// A zone that a session is to hold.
struct ZoneWish {
  Uuid session;
  Uuid zone;
  Instant starts{};
  Instant ends{};
  std::string title;

  bool operator==(const ZoneWish&) const = default;
};

/// What a session holds as it is stored; empty if it is not published or has no zone.
std::optional<ZoneWish> wish_of(const store::SessionRow& row);
/// What it holds once it is published like that.
std::optional<ZoneWish> wish_of(const store::SessionValues& values);

/// NOT_FOUND `workshops.zone_unknown`.
Error zone_unknown(const std::string& zone);

/// Whether the association uses premises at all. Outside of a transaction. Error
/// `workshops.no_premises`.
Status check_premises(sdk::Call& call, const Uuid& session);

/// Nothing is held for the session any more. Outside of a transaction. UNIMPLEMENTED: the
/// association does not use premises.
Status free_zone(sdk::Call& call, const Uuid& session);

/// The zones that are taken in one call: first all of them, outside of a transaction, then the
/// sessions are written. If either fails, sessions hold again what they hold as they are stored.
/// What a node that is killed leaves is freed by the job `free_zones`.
class TakenZones {
 public:
  explicit TakenZones(sdk::Call& call) : call_(call) {}

  /// Takes a zone and returns its name. `before`: what the session held. Errors are those of the
  /// field `zone` in workshops.proto, `workshops.changed_meanwhile`.
  Result<std::string> take(const ZoneWish& wish, const std::optional<ZoneWish>& before);
  /// Queues, within the transaction that writes the sessions: that is what they hold.
  void note();
  /// The outcome of writing the sessions.
  template <class T>
  Result<T> settle(Result<T> written) {
    if (!written) undo(written.error());
    return written;
  }

 private:
  struct Step {
    ZoneWish wish;
    std::optional<ZoneWish> before;
  };
  void undo(const Error& why);
  void restore(const Step& step);

  sdk::Call& call_;
  std::vector<Step> steps_;
};

}  // namespace halle::workshops
