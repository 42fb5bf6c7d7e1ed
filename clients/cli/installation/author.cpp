// halle module new, check, run, install, remove: for those who write a module of their own, with
// the SDK that lies beside this program.

#include <google/protobuf/text_format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "clients/cli/installation/installation.hpp"
#include "clients/cli/words.hpp"
#include "core/base/file.hpp"
#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"
#include "core/module/loading/composition.hpp"
#include "core/module/loading/module.hpp"
#include "core/supervisor/nodes/installed.hpp"
#include "halle/hub/v1/hub.halle.hpp"
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

/// Reserved words of C++20 (§5.11) and PostgreSQL 15 (appendix C).
constexpr const char* reserved_words = R"(
alignas alignof all analyse analyze and and_eq any array as asc asm asymmetric authorization auto
binary bitand bitor bool both break case cast catch char char16_t char32_t char8_t check class
co_await co_return co_yield collate collation column compl concept concurrently const const_cast
consteval constexpr constinit constraint continue create cross current_catalog current_date
current_role current_schema current_time current_timestamp current_user decltype default
deferrable delete desc distinct do double dynamic_cast else end enum except explicit export extern
false fetch float for foreign freeze friend from full goto grant group having if ilike in
initially inline inner int intersect into is isnull join lateral leading left like limit localtime
localtimestamp long main mutable namespace natural new noexcept not not_eq notnull null nullptr
offset on only operator or or_eq order outer overlaps placing primary private protected references
register reinterpret_cast requires return returning right select session_user short signed similar
sizeof some static static_assert static_cast std struct switch symmetric table tablesample
template then this thread_local throw to trailing true try typedef typeid typename union unique
unsigned user using variadic verbose virtual void volatile wchar_t when where while window with
xor xor_eq )";

/// A module's id is a namespace of C++, a schema of PostgreSQL and a package of protos.
bool is_reserved(const std::string& id) {
  std::istringstream words(reserved_words);
  const std::istream_iterator<std::string> end;
  return std::find(std::istream_iterator<std::string>(words), end, id) != end;
}

/// The template with another name, in a new folder of that name.
Status create(const Program& program, const std::string& id) {
  if (!module::is_module_id(id) || is_reserved(id))
    return bad_field("ID", "halle.module_id_refused", id);
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
    if (error) return Error{Code::failed_precondition, "halle.file_unwritable", to};
    HALLE_CHECK(write_file(to, renamed(read(entry.path()))));
    files.push_back(to.string());
  }
  print_object({{"id", id}, {"folder", fs::absolute(id).string()}, {"files", files}}, program.json);
  return Done{};
}

/// Runs a tool of the author's with our environment, as the owner of `folder` if we are root: to
/// build is to run what its author wrote. What it says goes to stderr.
Status tool(const std::string& folder, std::vector<std::string> arguments) {
  const std::string name = arguments[0];
  struct stat owner {};
  if (::geteuid() == 0 && ::stat(folder.c_str(), &owner) == 0 && owner.st_uid != 0)
    arguments.insert(arguments.begin(),
                     {"setpriv", "--reuid", std::to_string(owner.st_uid), "--regid",
                      std::to_string(owner.st_gid), "--clear-groups", "--no-new-privs"});
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
    return Error{Code::failed_precondition, "halle.tool_failed", name};
  return Done{};
}

struct Built {
  std::string id;
  std::string folder;  // where its file is
  std::string file;    // name of it
  std::string composition;
  std::vector<std::string> plan;  // what it adds
};

/// A composition with the module in a node of its own, in place of one that came from a file too.
Result<std::string> composition_with(const Built& built, std::string_view others) {
  HALLE_TRY(composition, module::parse_composition(others));
  auto& files = *composition.mutable_files();
  const auto before = std::find_if(files.begin(), files.end(),
                                   [&](const auto& file) { return file.id() == built.id; });
  if (before != files.end()) {
    files.erase(before);
    auto& nodes = *composition.mutable_nodes();
    for (auto& node : nodes) {
      auto& modules = *node.mutable_modules();
      modules.erase(std::remove(modules.begin(), modules.end(), built.id), modules.end());
    }
    nodes.erase(
        std::remove_if(nodes.begin(), nodes.end(),
                       [](const auto& node) { return node.modules().empty() && !node.listens(); }),
        nodes.end());
  }
  auto* node = composition.add_nodes();
  node->set_name(built.id);
  node->add_modules(built.id);
  auto* file = composition.add_files();
  file->set_id(built.id);
  file->set_file(built.file);
  file->set_sha256(hex(sha256(read(fs::path(built.folder) / built.file))));
  std::string text;
  google::protobuf::TextFormat::PrintToString(composition, &text);
  return text;
}

/// What verifying it in a composition says that it adds. Error `halle.module_refused`.
Status verify(const Program& program, Built& built, const std::string& folder) {
  HALLE_TRY(lines, plan_lines(program, built.composition, folder));
  bool its_own = false;
  const std::string refused = "refused " + built.id + ": ";
  for (const auto& line : lines) {
    if (line.starts_with(refused))
      return Error{Code::failed_precondition, "halle.module_refused", line.substr(refused.size())};
    if (!line.starts_with(" ")) its_own = line.starts_with("module " + built.id + " ");
    if (its_own || line.starts_with("warning " + built.id + " ")) built.plan.push_back(line);
  }
  return Done{};
}

/// Its id, as its manifest says.
Result<std::string> id_of(const std::string& folder) {
  const std::string file = folder + "/module.textproto";
  if (!fs::exists(file)) return bad_field("DIR", "halle.no_module_here", folder);
  ::halle::module::v1::Manifest manifest;
  google::protobuf::TextFormat::Parser parser;
  parser.AllowPartialMessage(true);
  if (!parser.ParseFromString(read(file), &manifest) || manifest.id().empty())
    return bad_field("DIR", "halle.manifest_unreadable", file);
  return manifest.id();
}

/// Builds it, runs its tests, and verifies it as an installation of the usual composition would.
Result<Built> check(const Program& program, const std::string& folder) {
  HALLE_TRY(id, id_of(folder));
  HALLE_TRY(package, sdk(program, "lib/cmake/Halle"));
  const std::string build = fs::absolute(folder + "/build").lexically_normal();
  // Ninja is among the packages that Halle needs, make is not; what the author has chosen stays.
  ::setenv("CMAKE_GENERATOR", "Ninja", 0);
  HALLE_CHECK(
      tool(folder, {"cmake", "-S", folder, "-B", build, "-DHalle_DIR=" + package.string()}));
  HALLE_CHECK(tool(folder, {"cmake", "--build", build, "-j",
                            std::to_string(std::thread::hardware_concurrency())}));
  HALLE_CHECK(tool(folder, {"ctest", "--test-dir", build, "--output-on-failure"}));
  Built built;
  built.id = id;
  built.folder = build + "/modules";
  built.file = id + ".so";
  if (!fs::exists(built.folder + "/" + built.file))
    return bad_field("DIR", "halle.no_module_here", built.folder + "/" + built.file);
  HALLE_TRY(composition, composition_with(built, usual_composition()));
  built.composition = std::move(composition);
  HALLE_CHECK(verify(program, built, built.folder));
  return built;
}

/// Verifies it beside what this installation runs.
Status verify_there(const Program& program, Built built) {
  const std::string run = program.place.data + "/run";
  const TemporaryFolder together;
  std::error_code ignored;
  fs::copy(run + "/modules", together.path(), ignored);
  std::error_code error;
  fs::copy_file(built.folder + "/" + built.file, together.path() + "/" + built.file,
                fs::copy_options::overwrite_existing, error);
  if (error) return Error{Code::failed_precondition, "halle.file_unwritable", together.path()};
  HALLE_TRY(composition, composition_with(built, read(run + "/composition.textproto")));
  built.composition = std::move(composition);
  return verify(program, built, together.path());
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
  auto installation = usual_installation(program, data.path(), listen);
  installation.composition = built.composition;
  installation.modules = built.folder;
  print("halle --data " + data.path() + "\n");
  return supervisor::run_installation(installation);
}

/// Why the supervisor does without the module since then, if it does.
Status still_taken(const Program& program, const std::string& id, const std::string& since) {
  for (const auto& notice : read_notices(program)) {
    const std::string reason = notice["reason"];
    if (notice["module"] == id && notice["at"].get<std::string>() >= since &&
        (reason == "halle.module_left_out" || reason == "halle.module_stopped"))
      return Error{Code::failed_precondition, "halle.module_refused",
                   words(reason) + " " + notice["detail"].get<std::string>()};
  }
  return Done{};
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
  const auto supervisor = supervisor::find_supervisor(program.place.data);
  if (!supervisor && supervisor.error().reason == "halle.not_running") return false;
  if (!supervisor) return supervisor.error();
  if (::kill(supervisor.value(), SIGUSR1) != 0)
    return Error{Code::permission_denied, "halle.not_allowed", program.place.data};
  return true;
}

/// Waits until the installation answers with it.
Status wait_for(const Program& program, const std::string& id, const std::string& digest,
                const std::string& since) {
  const auto until = std::chrono::steady_clock::now() + start_time;
  while (std::chrono::steady_clock::now() < until) {
    const auto asked = answers(program, id, digest);
    if (asked && asked.value()) return Done{};
    if (!asked && asked.error().reason == "halle.module_refused") return asked.error();
    HALLE_CHECK(still_taken(program, id, since));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return Error{Code::deadline_exceeded, "halle.module_silent", id};
}

/// What was there before comes back if the new one does not work.
Status install(const Program& program, const std::string& folder) {
  const std::string& data = program.place.data;
  if (!fs::exists(data + "/run"))
    return Error{Code::failed_precondition, "halle.no_installation", data};
  HALLE_TRY(built, check(program, folder));
  HALLE_CHECK(verify_there(program, built));
  const std::string file = built.folder + "/" + built.file;
  const std::string digest = hex(sha256(read(file)));
  const std::string since = format_instant(system_clock()());
  HALLE_TRY(before, supervisor::add_installed(data, built.id, file));
  HALLE_TRY(running, tell(program));
  const auto there = running ? wait_for(program, built.id, digest, since) : Status(Done{});
  if (!there) {
    HALLE_CHECK(supervisor::put_back(data, built.id, before));
    HALLE_CHECK(tell(program));
    return there;
  }
  supervisor::forget_others(data, built.id);
  print_object({{"id", built.id}, {"sha256", digest}, {"running", running}}, program.json);
  if (!program.json) print(words("module.enable_it") + " halle module enable " + built.id + "\n");
  return Done{};
}

/// Refuses while an association has data of the module: once it is removed, that data can be
/// neither exported nor purged.
Status check_empty(const Program& program, const std::string& id) {
  HALLE_TRY(session, Session::open(program.place));
  HALLE_TRY(all, hub::v1::OrganisationsClient(session->read()).list({}));
  for (const auto& organisation : all.organisations()) {
    Program there = program;
    there.place.organisation = organisation.id();
    HALLE_TRY(within, there.for_organisation());
    hub::v1::ModulesClient modules(within->read());
    HALLE_TRY(known, modules.list({}));
    const auto& list = known.modules();
    if (std::none_of(list.begin(), list.end(),
                     [&](const auto& module) { return module.description().id() == id; }))
      return Error{Code::failed_precondition, "halle.module_data_unseen", id};
    hub::v1::ExportModuleRequest request;
    request.set_module(id);
    const auto kept = modules.export_rows(request);
    if (!kept && kept.error().reason == "halle.keeps_nothing") continue;
    if (!kept) return kept.error();
    if (kept.value().rows() > 0)
      return Error{Code::failed_precondition, "halle.module_keeps_data", organisation.code()};
  }
  return Done{};
}

Status remove(const Program& program, const std::string& id, bool keep_data) {
  HALLE_TRY(installed, supervisor::read_installed(program.place.data));
  const auto& files = installed.files();
  if (std::none_of(files.begin(), files.end(), [&](const auto& file) { return file.id() == id; }))
    return bad_field("ID", "halle.module_not_installed", id);
  if (!keep_data) HALLE_CHECK(check_empty(program, id));
  HALLE_CHECK(supervisor::remove_installed(program.place.data, id));
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
  auto keep_data = std::make_shared<bool>(false);
  auto* remove_command =
      add_command(group, program, "remove", words("help.module.remove"),
                  [&program, given, keep_data] { return remove(program, *given, *keep_data); });
  remove_command->add_option("ID", *given, words("option.module"))->required();
  remove_command->add_flag("--keep-data", *keep_data, words("option.keep_data"));
}

}  // namespace halle::cli
