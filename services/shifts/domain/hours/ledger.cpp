#include "services/shifts/domain/hours/ledger.hpp"

#include <map>
#include <tuple>

namespace halle::shifts {
namespace {
using Key = std::tuple<std::string, std::string, std::string, std::string>;

Key key_of(const Line& line) {
  return {line.member, line.entry.account, line.entry.kind, line.entry.cause};
}

bool same(const Line& a, const Line& b) {
  const auto& [x, y] = std::tie(a.entry, b.entry);
  return a.effective == b.effective && x.minutes == y.minutes && x.given == y.given &&
         x.rule == y.rule && (x.kind == "shift" || x.parameters == y.parameters);
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
    if (known.counts && want != nullptr && same(*want, known.line)) continue;
    if (known.counts) {
      rows.push_back({known.line, known.revision, true});
      rows.back().line.entry.minutes *= -1;
      rows.back().line.entry.given *= -1;
    }
    if (want != nullptr) rows.push_back({*want, known.revision + 1, false});
  }
  for (const auto& [key, line] : open) rows.push_back({*line, 1, false});
  return rows;
}

Uuid id_of(const Uuid& organisation, const Row& row) {
  const auto& entry = row.line.entry;
  return derive_uuid(organisation,
                     row.line.member + "\n" + entry.kind + "\n" + entry.cause + "\n" +
                         std::to_string(row.revision) + (row.reversal ? "\nreversal" : "") +
                         (entry.account == account::time ? "" : "\n" + entry.account));
}

}  // namespace halle::shifts
