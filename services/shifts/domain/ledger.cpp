#include "services/shifts/domain/ledger.hpp"

#include <map>
#include <tuple>

namespace halle::shifts {
namespace {
using Key = std::tuple<std::string, std::string, std::string>;

Key key_of(const Line& line) {
  return {line.member, line.kind, line.cause};
}
}  // namespace

std::vector<Row> amend(const std::vector<Last>& last, const std::vector<Line>& wanted) {
  std::map<Key, const Line*> open;
  for (const auto& line : wanted) open[key_of(line)] = &line;
  std::vector<Row> rows;
  for (const auto& known : last) {
    const auto found = open.find(key_of(known.line));
    const Line* want = found == open.end() ? nullptr : found->second;
    if (found != open.end()) open.erase(found);
    if (known.counts && want != nullptr && *want == known.line) continue;
    if (known.counts) {
      rows.push_back({known.line, known.revision, true});
      rows.back().line.minutes = -known.line.minutes;
    }
    if (want != nullptr) rows.push_back({*want, known.revision + 1, false});
  }
  for (const auto& [key, line] : open) rows.push_back({*line, 1, false});
  return rows;
}

Uuid id_of(const Uuid& organisation, const Row& row) {
  return derive_uuid(organisation, row.line.member + "\n" + row.line.kind + "\n" + row.line.cause +
                                       "\n" + std::to_string(row.revision) +
                                       (row.reversal ? "\nreversal" : ""));
}

}  // namespace halle::shifts
