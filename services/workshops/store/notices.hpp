#pragma once
// What notices tell about sessions: reads sessions, registrations and visitors.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::workshops::store {

/// A notice to a member, about a session, or to a visitor, about the registration.
struct AskedNotice {
  int index = 0;       // its place in the request
  std::string member;  // number; empty: a visitor
  Uuid about;
};

/// What a notice tells.
struct NoticeSession {
  int index = 0;
  std::string title;
  std::string place;   // may be empty
  std::string reason;  // of a cancellation, may be empty
  Instant starts_at{};
  std::optional<Instant> until;  // of an offer
  int persons = 0;
  std::optional<Uuid> visitor;
  std::optional<std::string> name;   // of the visitor
  std::optional<std::string> email;  // the same
};
HALLE_ROW(NoticeSession, index, title, place, reason, starts_at, until, persons, visitor, name,
          email)

// Each of these returns what those notices tell that are still true, about sessions to come; none
// to a visitor without an e-mail.

/// Places are offered now.
Result<std::vector<NoticeSession>> offered(sdk::Call& call, const std::vector<AskedNotice>& asked);
/// The person has a place, is offered one or waits.
Result<std::vector<NoticeSession>> concerned(sdk::Call& call,
                                             const std::vector<AskedNotice>& asked);
/// The person has a place.
Result<std::vector<NoticeSession>> registered(sdk::Call& call,
                                              const std::vector<AskedNotice>& asked);
/// The person had a place, an offer or waited when the session was cancelled.
Result<std::vector<NoticeSession>> called_off(sdk::Call& call,
                                              const std::vector<AskedNotice>& asked);
/// The member leads the session.
Result<std::vector<NoticeSession>> led(sdk::Call& call, const std::vector<AskedNotice>& asked);
/// The member was to lead the session, which is cancelled.
Result<std::vector<NoticeSession>> led_called_off(sdk::Call& call,
                                                  const std::vector<AskedNotice>& asked);
/// The visitor has not confirmed the registration.
Result<std::vector<NoticeSession>> unconfirmed(sdk::Call& call,
                                               const std::vector<AskedNotice>& asked);

}  // namespace halle::workshops::store
