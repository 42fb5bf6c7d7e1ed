#pragma once
// The table catalogue.producer.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"

namespace halle::catalogue::store {

/// By name, with the names of their products: all, or only those that are published, without their
/// e-mails.
Result<std::vector<v1::Producer>> producers(sdk::Call& call, bool only_published);
/// Queues: imports of an organisation follow each other, until the end of the transaction.
void lock_import(sdk::Call& call);
/// Makes the keys of names anew that a former version folded otherwise, under lock_import; of how
/// many rows it looked at.
Result<int> fold_anew(sdk::Call& call);
/// Those of these keys (as sheets::heading_key makes them) that a producer has, in no order.
Result<std::vector<std::string>> known_producers(sdk::Call& call,
                                                 const std::vector<std::string>& keys);
/// How to write to a producer.
struct Contact {
  std::string name;
  std::string email;
};
HALLE_ROW(Contact, name, email)
/// Of those with an e-mail that have one of these names, or of all if there are no names; by name.
Result<std::vector<Contact>> contacts(sdk::Call& call, const std::vector<std::string>& names);
/// Writes all but name and products. False if there is no such producer.
Result<bool> set_producer(sdk::Call& call, const Uuid& id, const v1::Producer& producer);

}  // namespace halle::catalogue::store
