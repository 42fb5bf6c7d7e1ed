#include "tests/access/robbed.hpp"

#include <map>
#include <mutex>
#include <regex>
#include <utility>

#include "core/node/static_modules.hpp"

namespace halle::test {
namespace {
constexpr std::size_t most_modules = 32;

const halle_host* real = nullptr;
halle_host robbing;
std::mutex mutex;
std::map<std::string, std::string, std::less<>> sent;
std::set<std::string> robbed;

/// A parameter keeps its type, which the clause may have given it.
std::string without_clauses(const std::string& sql) {
  static const std::regex own(R"((\b\w+\.)?\borg_id = (\$\d+))");
  static const std::regex joined(R"(\b\w+\.org_id = \w+\.org_id\b)");
  return std::regex_replace(std::regex_replace(sql, own, "$2::uuid IS NOT NULL"), joined, "true");
}

const std::string& rob(std::string_view sql) {
  const std::lock_guard lock(mutex);
  auto found = sent.find(sql);
  if (found == sent.end()) {
    found = sent.emplace(std::string(sql), without_clauses(std::string(sql))).first;
    if (found->second != found->first) robbed.insert(found->second);
  }
  return found->second;
}

void query(halle_call* call, halle_slice sql, const halle_param* params, std::size_t count,
           std::int32_t wait, halle_sink sink, void* to) {
  const auto& text = rob({sql.data, sql.size});
  real->query(call, {text.data(), text.size()}, params, count, wait, sink, to);
}

template <std::size_t N>
std::int32_t entry(const halle_host* host, halle_module* out) {
  real = host;
  robbing = *host;
  robbing.query = &query;
  return node::static_modules().at(N)(&robbing, out);
}

template <std::size_t... N>
std::vector<halle_module_entry> entries(std::index_sequence<N...>) {
  return {&entry<N>...};
}
}  // namespace

std::vector<halle_module_entry> robbed_modules() {
  auto all = entries(std::make_index_sequence<most_modules>());
  all.resize(node::static_modules().size());
  return all;
}

const std::set<std::string>& robbed_statements() {
  return robbed;
}

}  // namespace halle::test
