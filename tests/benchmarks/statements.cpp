#include "tests/benchmarks/statements.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

#include "tests/support/installation.hpp"

namespace halle::test {
namespace {
struct Record {
  std::string pid;
  Statement statement;
};

std::map<int, std::string> params_of(const std::string& detail) {
  std::map<int, std::string> params;
  std::size_t at = 0;
  while ((at = detail.find('$', at)) != std::string::npos) {
    const int number = std::stoi(detail.substr(at + 1));
    at = detail.find(" = ", at) + 3;
    if (detail.compare(at, 4, "NULL") == 0) continue;
    std::string value;
    for (++at; detail[at] != '\'' || detail[at + 1] == '\''; ++at) {
      if (detail[at] == '\'') ++at;
      value += detail[at];
    }
    params[number] = value;
    ++at;
  }
  return params;
}

/// Records of the form "~pid~LOG:  execute name: sql" and "~pid~DETAIL:  parameters: …".
std::vector<Record> records_of(const std::string& log) {
  static const std::regex head("^~(\\d+)~(LOG:  execute [^:]*: |DETAIL:  parameters: |)");
  std::vector<Record> records;
  std::string pid;
  std::string kind;
  std::string text;
  const auto finish = [&] {
    if (kind.starts_with("LOG")) records.push_back({pid, {text, {}}});
    if (kind.starts_with("DETAIL") && !records.empty())
      records.back().statement.params = params_of(text);
  };
  std::size_t from = 0;
  while (from < log.size()) {
    const auto end = std::min(log.find('\n', from), log.size());
    const std::string line = log.substr(from, end - from);
    from = end + 1;
    std::smatch found;
    if (line.starts_with('~') && std::regex_search(line, found, head)) {
      finish();
      pid = found[1];
      kind = found[2];
      text = found.suffix();
    } else {
      text += "\n" + line;
    }
  }
  finish();
  return records;
}

void log_everything(const Running& running, bool on) {
  if (on) {
    running.sql("ALTER SYSTEM SET log_statement = 'all'");
    running.sql("ALTER SYSTEM SET log_line_prefix = '~%p~'");
  } else {
    running.sql("ALTER SYSTEM RESET log_statement");
    running.sql("ALTER SYSTEM RESET log_line_prefix");
  }
  running.sql("SELECT pg_reload_conf()");
  const std::vector<std::string> wanted{on ? "all" : "none"};
  eventually(std::chrono::seconds(5), [&] { return running.sql("SHOW log_statement") == wanted; });
}
}  // namespace

std::vector<Statement> statements_of(const Running& running, const std::string& marker,
                                     const std::function<void()>& call) {
  const std::string file = running.data() + "/log/postgres.log";
  log_everything(running, true);
  // Every session takes the setting with its next statement: the first call reaches it, the second
  // is logged whole, whichever worker runs it.
  for (int i = 0; i < 12; ++i) call();
  const auto from = std::filesystem::file_size(file);
  call();
  log_everything(running, false);
  std::ifstream in(file);
  in.seekg(static_cast<std::streamoff>(from));
  const auto records = records_of({std::istreambuf_iterator<char>(in), {}});
  std::string pid;
  for (const auto& record : records) {
    if (record.statement.sql.find(marker) != std::string::npos) pid = record.pid;
    for (const auto& [number, value] : record.statement.params)
      if (value.find(marker) != std::string::npos) pid = record.pid;
  }
  std::vector<Statement> statements;
  for (const auto& record : records) {
    if (record.pid != pid) continue;
    if (record.statement.sql.starts_with("BEGIN")) statements.clear();
    statements.push_back(record.statement);
  }
  if (statements.empty()) throw std::runtime_error("no statement with " + marker + " in the log");
  if (statements.back().sql != "COMMIT") statements.push_back({"COMMIT", {}});
  return statements;
}

double pgbench(const Running& running, const Script& script, const std::string& user,
               double seconds, int connections) {
  static int run = 0;
  const std::string file = running.data() + "/script.sql";
  std::string defines = " -D n=0 -D run=" + std::to_string(++run);
  std::string text = "\\set n :n + 1\n" + script.preamble;
  int constants = 0;
  for (const auto& round_trip : script.round_trips) {
    text += "\\startpipeline\n";
    for (const auto& statement : round_trip) {
      std::string sql = statement.sql;
      for (auto param = statement.params.rbegin(); param != statement.params.rend(); ++param) {
        std::string stands;
        if (const auto found = script.varying.find(param->second); found != script.varying.end()) {
          stands = found->second;
        } else {
          const std::string name = "c" + std::to_string(constants++);
          stands = ":" + name;
          defines += " -D '" + name + "=" + param->second + "'";
        }
        const std::regex place("\\$" + std::to_string(param->first) + "(?![0-9])");
        sql = std::regex_replace(sql, place, stands);
      }
      // The log gives no value for these.
      sql = std::regex_replace(sql, std::regex("\\$[0-9]+"), "NULL");
      text += sql + ";\n";
    }
    text += "\\endpipeline\n";
  }
  std::ofstream(file) << text;
  // The settings of a node's sessions; and pgbench prepares before the script's own SET LOCAL ROLE.
  const std::string options =
      std::string("-c enable_seqscan=off -c plan_cache_mode=force_generic_plan") +
      (user == "halle_app" ? " -c role=" + script.role : "");
  const std::string command =
      "PGOPTIONS='" + options + "' /usr/lib/postgresql/15/bin/pgbench -n -M prepared -c " +
      std::to_string(connections) + " -j " + std::to_string(std::min(connections, 2)) + " -T " +
      std::to_string(static_cast<int>(seconds)) + " -f " + file + defines + " -h " +
      running.data() + "/run/sockets -U " + user + " postgres 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  ::pclose(pipe);
  std::smatch found;
  if (output.find("ERROR") != std::string::npos || output.find("aborted") != std::string::npos ||
      !std::regex_search(output, found, std::regex("tps = ([0-9.]+)")))
    throw std::runtime_error("pgbench: " + output);
  return std::stod(found[1]);
}

}  // namespace halle::test
