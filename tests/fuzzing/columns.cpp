// Headings and renames, one a line (`heading`, `key=heading`); found columns are in the file and
// nothing is lost.
#include <algorithm>
#include <set>
#include <string>

#include "core/base/text/text.hpp"
#include "core/sheets/columns.hpp"
#include "tests/fuzzing/rows.hpp"

namespace halle::sheets {
namespace {
const std::vector<Column>& columns() {
  static const std::vector<Column> list = {{"number", {"numéro", "n°"}, true},
                                           {"first_name", {"prénom"}},
                                           {"telephone", {"téléphone", "portable"}}};
  return list;
}

void check(std::string_view text) {
  std::vector<std::string> header;
  Renamed renamed;
  while (!text.empty()) {
    auto line = fuzzing::take(text, '\n');
    if (const auto key = fuzzing::take(line, '='); line.empty())
      header.emplace_back(key);
    else
      renamed.emplace(key, line);
  }
  const auto found = map_columns(header, columns(), renamed);
  if (!found) {
    MUST(found.error().code == Code::invalid_argument && !found.error().fields.empty());
    return;
  }
  const auto& indices = found.value().index_by_column;
  MUST(indices.size() == columns().size() && indices[0] >= 0);
  std::set<int> used;
  for (const int index : indices) {
    MUST(index >= -1 && index < static_cast<int>(header.size()));
    if (index >= 0) used.insert(index);
  }
  const auto named = std::count_if(header.begin(), header.end(), [](const auto& heading) {
    return !heading_key(heading).empty();
  });
  MUST(used.size() + found.value().ignored.size() == static_cast<std::size_t>(named));
  const Row row{2, header};
  for (std::size_t i = 0; i < columns().size(); ++i)
    MUST(cell(row, found.value(), i) ==
         (indices[i] < 0 ? "" : trim(header[static_cast<std::size_t>(indices[i])])));
}
}  // namespace
}  // namespace halle::sheets

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = halle::fuzzing::text_of(data, size);
  if (halle::fuzzing::is_request_text(text)) halle::sheets::check(text);
  return 0;
}
