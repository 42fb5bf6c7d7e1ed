#include "services/workshops/domain/price.hpp"

namespace halle::workshops {
namespace {
bool in_range(std::int64_t cents) {
  return cents >= 0 && cents <= most_cents;
}
}  // namespace

Status check_price(const Price& price) {
  const bool categories = price.kind == PriceKind::by_category;
  const bool contribution = price.kind == PriceKind::contribution;
  const bool fits = in_range(price.cents) && in_range(price.reduced_cents) &&
                    in_range(price.visitor_cents) && in_range(price.floor_cents);
  const bool odd = (price.kind == PriceKind::free && price.cents != 0) ||
                   (!categories && (price.reduced_cents != 0 || price.visitor_cents != 0)) ||
                   (!contribution && price.floor_cents != 0) ||
                   (contribution && price.cents < price.floor_cents);
  if (!fits || odd) return bad_field("price", "workshops.bad_price");
  return Done{};
}

Result<std::int64_t> cents_of(const Price& price, const Group& group) {
  switch (price.kind) {
    case PriceKind::fixed:
      return price.cents * group.persons;
    case PriceKind::by_category:
      return (group.reduced  ? price.reduced_cents
              : group.member ? price.cents
                             : price.visitor_cents) *
             group.persons;
    case PriceKind::contribution: {
      const auto floor = price.floor_cents * group.persons;
      const auto chosen = group.chosen_cents.value_or(price.cents * group.persons);
      if (chosen < floor || chosen > most_cents * group.persons)
        return bad_field("contribution_cents", "workshops.below_floor", std::to_string(floor));
      return chosen;
    }
    default:
      return std::int64_t{0};
  }
}

std::int64_t kept_cents(std::int64_t cents, int percent) {
  return cents * percent / 100;
}

}  // namespace halle::workshops
