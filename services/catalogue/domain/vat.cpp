#include "services/catalogue/domain/vat.hpp"

#include <array>

namespace halle::catalogue {
namespace {
struct Period {
  std::string_view vat_class;
  std::string_view from;  // until the next period of the class
  std::int64_t rate;
};

// By class, newest first.
constexpr std::array<Period, 5> periods = {{{"zero", "2014-01-01", 0},
                                            {"super_reduced", "2014-01-01", 210},
                                            {"reduced", "2014-01-01", 550},
                                            {"intermediate", "2014-01-01", 1000},
                                            {"standard", "2014-01-01", 2000}}};
}  // namespace

std::optional<std::int64_t> vat_rate_of(std::string_view vat_class, std::string_view day) {
  for (const auto& period : periods)
    if (period.vat_class == vat_class && period.from <= day) return period.rate;
  return std::nullopt;
}

std::string_view vat_class_of(std::int64_t rate, std::string_view day) {
  for (const auto& period : periods)
    if (period.rate == rate && vat_rate_of(period.vat_class, day) == rate) return period.vat_class;
  return {};
}

}  // namespace halle::catalogue
