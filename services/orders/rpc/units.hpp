#pragma once
// What the unit of an offer means. Orders copies the unit of the catalogue's product by its number.

#include "halle/catalogue/v1/catalogue.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders {

static_assert(int{v1::OfferUnit_MAX} == int{catalogue::v1::Unit_MAX},
              "a unit of the catalogue has the same number here");

/// Whether only whole ones are sold. No `default`: a new unit does not build until it is decided.
constexpr bool is_countable(v1::OfferUnit unit) {
  switch (unit) {
    case v1::OFFER_UNIT_PIECE:
      return true;
    case v1::OFFER_UNIT_KILOGRAM:
    case v1::OFFER_UNIT_LITRE:
    case v1::OFFER_UNIT_UNSPECIFIED:
    case v1::OfferUnit_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::OfferUnit_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

/// The unit's international symbol; empty for pieces. No `default`, likewise.
constexpr const char* unit_symbol(v1::OfferUnit unit) {
  switch (unit) {
    case v1::OFFER_UNIT_KILOGRAM:
      return "kg";
    case v1::OFFER_UNIT_LITRE:
      return "L";
    case v1::OFFER_UNIT_PIECE:
    case v1::OFFER_UNIT_UNSPECIFIED:
    case v1::OfferUnit_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::OfferUnit_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";
}

}  // namespace halle::orders
