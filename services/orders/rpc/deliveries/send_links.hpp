#pragma once
// The links that producers get by letter when a cycle closes.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::orders {

/// E-mails of producers by their names, asked of catalogue outside a transaction.
Result<std::map<std::string, std::string>> producers_emails(sdk::Call& call);

/// Creates a link for each producer who has something to deliver for a cycle that is closed in this
/// transaction, and emits a notice of each; Notices.Compose finds out which of them have an e-mail.
/// Does nothing if the installation has no key for secrets.
Status send_links(sdk::Call& call, const Uuid& cycle);

}  // namespace halle::orders
