#pragma once
// Claimed letters made ready: what is to be sent, whole, and what is settled without sending.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.halle.hpp"
#include "plugins/notify_email/domain/server.hpp"
#include "plugins/notify_email/rpc/kinds.hpp"

namespace halle::notify_email {

/// A message to hand to the mail server: one letter, or those of a daily letter.
struct ReadyLetter {
  std::vector<std::string> ids;  // of the letters in it
  std::string message_id;
  std::string address;
  std::string message;
};

struct Batch {
  std::vector<ReadyLetter> letters;
  std::vector<v1::LetterReport> settled;
};

/// Asks membership for the recipients and the modules for the contents. Errors: those of the
/// questions; the claims then end by the clock.
Result<Batch> prepare(sdk::Call& call, const Server& server, const Kinds& kinds,
                      const v1::ClaimReply& claimed);

/// By which an address is known in the table of refusals.
std::string address_key(const std::string& address);

}  // namespace halle::notify_email
