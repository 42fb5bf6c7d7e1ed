// halle module new, check, run, install, remove: for those who write a module of their own, with
// the SDK that lies beside this program.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "clients/cli/installation.hpp"
#include "clients/cli/words.hpp"
#include "core/base/ids.hpp"
#include "core/module/module.hpp"
#include "core/supervisor/installed.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::cli {
namespace fs = std::filesystem;

namespace {
constexpr std::chrono::seconds start_time{60};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What the SDK holds; it lies beside the programs of an installed Halle.
Result<fs::path> sdk(const Program& program, const std::string& part) {
  const fs::path path = fs::path(program.sibling("../" + part)).lexically_normal();
  if (!fs::exists(path)) return Error{Code::failed_precondition, "halle.sdk_missing", path};
  return path;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// The template with another name, in a new folder of that name.
Status create(const Program& program, const std::string& id) {
  if (!module::is_module_id(id)) return bad_field("ID", "halle.module_id_refused", id);
  if (fs::exists(id)) return bad_field("ID", "halle.folder_exists", id);
  HALLE_TRY(source, sdk(program, "share/halle/template_cpp"));
  std::string dashed = id;  // elements and paths of the web
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  const auto renamed = [&](std::string text) {
    replace_all(text, "template_cpp", id);
    replace_all(text, "template-cpp", dashed);
    return text;
  };
  Json files = Json::array();
  for (const auto& entry : fs::recursive_directory_iterator(source)) {
    if (!entry.is_regular_file()) continue;
    const fs::path to = fs::path(id) / renamed(fs::relative(entry.path(), source).generic_string());
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (error || !(std::ofstream(to) << renamed(read(entry.path()))).flush())
      return Error{Code::failed_precondition, "halle.file_unwritable", to};
    files.push_back(to.string());
  }
  print_object({{"id", id}, {"folder", fs::absolute(id).string()}, {"files", files}}, program.json);
  return Done{};
}

/// Runs a tool of the author's with our environment; what it says goes to stderr.
Status tool(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  while (failed == 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (failed != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{Code::failed_precondition, "halle.command_failed", arguments[0]};
  return Done{};
}

struct Built {
  std::string id;
  std::string folder;  // where its file is
  std::string file;    // name of it
  std::string composition;
  std::vector<std::string> plan;  // what it adds
};

/// The usual composition with the module in a node of its own.
std::string composition_with(const Built& built) {
  return std::string(usual_composition()) + "\nnodes { name: \"" + built.id + "\" modules: \"" +
         built.id + "\" }\nfiles { id: \"" + built.id + "\" file: \"" + built.file +
         "\" sha256: \"" + hex(sha256(read(fs::path(built.folder) / built.file))) + "\" }\n";
}

/// Builds it, runs its tests, and verifies it as an installation would.
Result<Built> check(const Program& program, const std::string& folder) {
  if (!fs::exists(folder + "/module.textproto"))
    return bad_field("DIR", "halle.no_module_here", folder);
  HALLE_TRY(package, sdk(program, "lib/cmake/Halle"));
  const std::string build = fs::absolute(folder + "/build").lexically_normal();
  HALLE_CHECK(tool({"cmake", "-S", folder, "-B", build, "-DHalle_DIR=" + package.string()}));
  HALLE_CHECK(
      tool({"cmake", "--build", build, "-j", std::to_string(std::thread::hardware_concurrency())}));
  HALLE_CHECK(tool({"ctest", "--test-dir", build, "--output-on-failure"}));
  Built built;
  built.folder = build + "/modules";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(built.folder, error)) {
    if (entry.path().extension() != ".so") continue;
    built.id = entry.path().stem();
    built.file = entry.path().filename();
  }
  if (built.id.empty()) return bad_field("DIR", "halle.no_module_here", built.folder);
  built.composition = composition_with(built);
  HALLE_TRY(lines, plan_lines(program, built.composition, built.folder));
  bool its_own = false;
  const std::string refused = "refused " + built.id + ": ";
  for (const auto& line : lines) {
    if (line.starts_with(refused))
      return Error{Code::failed_precondition, "halle.module_refused", line.substr(refused.size())};
    if (!line.starts_with(" ")) its_own = line.starts_with("module " + built.id + " ");
    if (its_own || line.starts_with("warning " + built.id + " ")) built.plan.push_back(line);
  }
  return built;
}

Status show_check(const Program& program, const std::string& folder) {
  HALLE_TRY(built, check(program, folder));
  if (program.json) {
    print_object(
        {{"id", built.id}, {"file", built.folder + "/" + built.file}, {"plan", built.plan}}, true);
    return Done{};
  }
  for (const auto& line : built.plan) print(line + "\n");
  print(words("module.fits") + colon() + built.folder + "/" + built.file + "\n");
  return Done{};
}

/// The demonstration with the module, until it is stopped; nothing of it is kept.
Status run(const Program& program, const std::string& folder, const std::string& listen) {
  HALLE_TRY(built, check(program, folder));
  const TemporaryFolder data;
  auto installation = usual_installation(program, data.path());
  installation.listen = listen;
  installation.composition = built.composition;
  installation.modules = built.folder;
  print("halle --data " + data.path() + "\n");
  return supervisor::run_installation(installation);
}

/// Whether the module's new build answers, or why not.
Result<bool> answers(const Program& program, const std::string& id, const std::string& digest) {
  if (read(program.place.data + "/run/composition.textproto").find(digest) == std::string::npos)
    return false;
  HALLE_TRY(session, Session::open(program.place));
  for (const auto& node : session->nodes()) {
    HALLE_TRY(bytes, session->call_node(node, "/halle.kernel.v1.Kernel/GetStatus", {},
                                        std::chrono::seconds(5)));
    kernel::v1::GetStatusReply status;
    if (!status.ParseFromString(bytes)) return false;
    for (const auto& module : status.modules())
      if (module.id() == id) return true;
    for (const auto& module : status.refused())
      if (module.id() == id)
        return Error{Code::failed_precondition, "halle.module_refused", module.sentence()};
  }
  return false;
}

/// Tells a running installation that what is installed changed.
Result<bool> tell(const Program& program) {
  const auto supervisor = find_supervisor(program.place.data);
  if (!supervisor && supervisor.error().reason == "halle.not_running") return false;
  if (!supervisor) return supervisor.error();
  if (::kill(supervisor.value(), SIGUSR1) != 0)
    return Error{Code::permission_denied, "halle.not_allowed", program.place.data};
  return true;
}

Status install(const Program& program, const std::string& folder) {
  if (!fs::exists(program.place.data + "/run"))
    return Error{Code::failed_precondition, "halle.no_installation", program.place.data};
  HALLE_TRY(built, check(program, folder));
  const std::string file = built.folder + "/" + built.file;
  const std::string digest = hex(sha256(read(file)));
  HALLE_CHECK(supervisor::add_installed(program.place.data, built.id, file));
  HALLE_TRY(running, tell(program));
  const auto until = std::chrono::steady_clock::now() + start_time;
  for (bool there = !running; !there;) {
    const auto asked = answers(program, built.id, digest);
    if (!asked && asked.error().reason == "halle.module_refused") return asked.error();
    there = asked && asked.value();
    if (!there && std::chrono::steady_clock::now() > until)
      return Error{Code::deadline_exceeded, "halle.module_silent", built.id};
    if (!there) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  print_object({{"id", built.id}, {"sha256", digest}, {"running", running}}, program.json);
  if (!program.json) print(words("module.enable_it") + " halle module enable " + built.id + "\n");
  return Done{};
}

Status remove(const Program& program, const std::string& id) {
  HALLE_TRY(removed, supervisor::remove_installed(program.place.data, id));
  if (!removed) return bad_field("ID", "halle.module_not_installed", id);
  HALLE_CHECK(tell(program));
  print_object({{"id", id}, {"removed", true}}, program.json);
  return Done{};
}
}  // namespace

void add_author_commands(CLI::App& group, Program& program) {
  auto given = std::make_shared<std::string>();
  auto listen = std::make_shared<std::string>("127.0.0.1:0");
  auto language = std::make_shared<std::string>("cpp");
  auto* create_command = add_command(group, program, "new", words("help.module.new"),
                                     [&program, given] { return create(program, *given); });
  create_command->add_option("ID", *given, words("option.new_module"))->required();
  create_command->add_option("--lang", *language, words("option.lang"))
      ->check(CLI::IsMember({"cpp"}));
  const auto with_folder = [&](const std::string& name, auto action) {
    auto* command = add_command(group, program, name, words("help.module." + name), action);
    command->add_option("DIR", *given, words("option.module_folder"))->required();
    return command;
  };
  with_folder("check", [&program, given] { return show_check(program, *given); });
  with_folder("run", [&program, given, listen] { return run(program, *given, *listen); })
      ->add_option("--listen", *listen, words("option.listen"))
      ->capture_default_str();
  with_folder("install", [&program, given] { return install(program, *given); });
  add_command(group, program, "remove", words("help.module.remove"),
              [&program, given] { return remove(program, *given); })
      ->add_option("ID", *given, words("option.module"))
      ->required();
}

}  // namespace halle::cli
