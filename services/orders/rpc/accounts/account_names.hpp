#pragma once
// Names of accounts of the ledger.

#include <string>

#include "halle/membership/v1/membership.pb.h"

namespace halle::orders {

/// What was paid lies there.
inline std::string cash_account(membership::v1::Means means) {
  switch (means) {
    case membership::v1::MEANS_CHEQUE:
      return "cash:cheque";
    case membership::v1::MEANS_TRANSFER:
      return "cash:transfer";
    case membership::v1::MEANS_CARD:
      return "cash:card";
    default:
      return "cash:cash";
  }
}

inline std::string member_account(const std::string& number) {
  return "member:" + number;
}

/// Of a person without a number, whom only that module knows.
inline std::string person_account(std::string_view module, const std::string& person) {
  return "person:" + std::string(module) + ":" + person;
}

/// What a module's dues bring.
inline std::string income_account(std::string_view module) {
  return "income:" + std::string(module);
}

}  // namespace halle::orders
