#include "core/pictures/image.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halle::pictures {
namespace {
/// Which places of a long line a place of a short one covers, and how much of the first and the
/// last.
struct Cover {
  std::size_t first;
  std::size_t last;  // included
  float of_first;
  float of_last;
  float whole;
};

std::vector<Cover> covers(int from, int to) {
  std::vector<Cover> all;
  const double step = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double begin = i * step;
    const double end = std::min((i + 1) * step, static_cast<double>(from));
    const auto first = static_cast<std::size_t>(begin);
    const auto last = std::max(first, static_cast<std::size_t>(std::ceil(end)) - 1);
    const double of_first = std::min(static_cast<double>(first) + 1, end) - begin;
    all.push_back({first, last, static_cast<float>(of_first),
                   static_cast<float>(end - static_cast<double>(last)),
                   static_cast<float>(end - begin)});
  }
  return all;
}

float share(const Cover& cover, std::size_t at) {
  return at == cover.first ? cover.of_first : at == cover.last ? cover.of_last : 1;
}

/// A row, as many places as there are covers.
void shrink_row(const std::uint8_t* row, const std::vector<Cover>& across,
                std::vector<float>& out) {
  for (std::size_t i = 0; i < across.size(); ++i) {
    const Cover& cover = across[i];
    float sums[3] = {0, 0, 0};
    for (std::size_t at = cover.first; at <= cover.last; ++at)
      for (std::size_t colour = 0; colour < 3; ++colour)
        sums[colour] += share(cover, at) * static_cast<float>(row[3 * at + colour]);
    for (std::size_t colour = 0; colour < 3; ++colour)
      out[3 * i + colour] = sums[colour] / cover.whole;
  }
}
}  // namespace

Size within(Size size, int longest_side) {
  const int longer = std::max(size.width, size.height);
  if (longer <= longest_side) return size;
  const auto scaled = [&](int side) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) * longest_side /
                                                    static_cast<double>(longer))));
  };
  return {scaled(size.width), scaled(size.height)};
}

Image shrink(Image image, Size size) {
  if (size.width == image.width && size.height == image.height) return image;
  Image small(size.width, size.height);
  const auto across = covers(image.width, size.width);
  const auto down = covers(image.height, size.height);
  const auto stride = std::size_t{3} * static_cast<std::size_t>(image.width);
  std::vector<float> row(3 * across.size());
  std::vector<float> sums(row.size());
  auto* out = small.pixels.data();
  for (const auto& cover : down) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (std::size_t at = cover.first; at <= cover.last; ++at) {
      shrink_row(image.pixels.data() + at * stride, across, row);
      for (std::size_t i = 0; i < row.size(); ++i) sums[i] += share(cover, at) * row[i];
    }
    for (const float sum : sums)
      *out++ = static_cast<std::uint8_t>(std::clamp(std::lround(sum / cover.whole), 0L, 255L));
  }
  return small;
}

Image upright(Image image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const bool lies = orientation >= 5;
  Image turned(lies ? image.height : image.width, lies ? image.width : image.height);
  const int right = image.width - 1;
  const int bottom = image.height - 1;
  auto* out = turned.pixels.data();
  for (int y = 0; y < turned.height; ++y) {
    for (int x = 0; x < turned.width; ++x) {
      int from_x = lies ? y : x;
      int from_y = lies ? x : y;
      // 2 and 3 are seen from right to left, 7 and 8 too once they stand; 3 and 4 upside down, and
      // of those that lie 6 and 7.
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        from_x = right - from_x;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        from_y = bottom - from_y;
      const auto* from =
          image.pixels.data() + std::size_t{3} * (static_cast<std::size_t>(from_y) *
                                                      static_cast<std::size_t>(image.width) +
                                                  static_cast<std::size_t>(from_x));
      out = std::copy(from, from + 3, out);
    }
  }
  return turned;
}

}  // namespace halle::pictures
