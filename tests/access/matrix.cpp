#include "tests/access/matrix.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/text/text.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
namespace pb = google::protobuf;
constexpr const char* type_prefix = "type.googleapis.com";
constexpr std::size_t frame_head = 5;

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

/// Values by their names; the longest first, as a number may stand in an id by chance.
template <typename Names, typename Values>
std::string with_names(std::string text, const Names& names, const Values& values) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
    return values.at(a).size() > values.at(b).size();
  });
  for (const auto& name : sorted) text = replaced(std::move(text), values.at(name), "$" + name);
  return text;
}

std::string from_base64(const std::string& text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count);
  }
  return out;
}

char letter_of(const std::string& code) {
  static const std::map<std::string, char> letters{
      {"", 'y'},
      {"unauthenticated", 'u'},
      {"permission_denied", 'd'},
      {"not_found", 'n'},
      {"unimplemented", 'x'},
      {"failed_precondition", 'f'},
      {"invalid_argument", 'i'},
      {"already_exists", 'e'},
  };
  const auto found = letters.find(code);
  return found == letters.end() ? '?' : found->second;
}

char letter_of(const Error& error) {
  if (error.reason == World::reached_commit) return 'y';
  if (error.reason == World::foreign_row) return '?';
  switch (error.code) {
    case Code::unauthenticated:
      return 'u';
    case Code::permission_denied:
      return 'd';
    case Code::not_found:
      return 'n';
    case Code::unimplemented:
      return 'x';
    case Code::failed_precondition:
      return 'f';
    case Code::invalid_argument:
      return 'i';
    case Code::already_exists:
      return 'e';
    default:
      return '?';
  }
}

std::string text_of(const Error& error) {
  std::string text =
      std::to_string(static_cast<int>(error.code)) + " " + error.reason + " " + error.detail;
  for (const auto& field : error.fields)
    text += "\n" + field.field + " " + field.reason + " " + field.value;
  return text;
}

/// What a refused stream ends with, its details readable.
std::string readable(const std::string& text) {
  const auto json = nlohmann::json::parse(text.substr(0, text.rfind('}') + 1), nullptr, false);
  if (json.is_discarded()) return text;
  const auto& error = json.contains("error") ? json["error"] : json;
  std::string out = error.value("code", "") + " " + error.value("message", "");
  for (const auto& detail : error.value("details", nlohmann::json::array()))
    out += "\n" + detail.value("type", "") + " " + from_base64(detail.value("value", ""));
  return out;
}

/// The code of an error in Connect's JSON; empty if it is none.
std::string code_in(const std::string& text) {
  constexpr std::string_view before = R"("code":")";
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto from = at + before.size();
  return text.substr(from, text.find('"', from) - from);
}

std::string framed(const std::string& message) {
  std::string head(frame_head, '\0');
  head[3] = static_cast<char>(message.size() >> 8);
  head[4] = static_cast<char>(message.size());
  return head + message;
}
}  // namespace

Matrix::~Matrix() = default;

Matrix::Matrix(const World& world) : world_(world) {
  auto keeper = world.installation.as_operator();
  const auto described = must(kernel::v1::KernelClient(keeper).describe({}));
  pb::FileDescriptorSet files;
  if (!files.ParseFromString(described.file_descriptor_set()))
    throw std::runtime_error("the node's descriptors cannot be read");
  std::vector<std::string> services;
  for (const auto& file : files.file())
    for (const auto& service : file.service())
      services.push_back(file.package() + "." + service.name());
  for (const auto& rules : must(descriptors_.add(described.file_descriptor_set(), services))) {
    methods_.push_back(rules.name.substr(1));
    rules_[methods_.back()] = rules;
  }
  std::sort(methods_.begin(), methods_.end());
  types_.reset(pb::util::NewTypeResolverForDescriptorPool(type_prefix, &descriptors_.pool()));
  std::ifstream in(HALLE_SOURCE_DIR "/tests/access/requests.txt");
  for (std::string line; std::getline(in, line);) {
    const auto space = line.find(' ');
    if (line.empty() || line[0] == '#') continue;
    const std::string method = line.substr(0, space);
    if (!rules_.contains(method)) throw std::runtime_error("requests.txt: no method " + method);
    requests_[method] = line.substr(space + 1);
  }
  for (const auto& method : methods_) {
    if (requests_.contains(method)) continue;
    std::string& request = requests_[method];
    const auto* type = descriptors_.method(method)->input_type();
    for (int f = 0; f < type->field_count(); ++f) {
      const auto* field = type->field(f);
      if (field->type() != pb::FieldDescriptor::TYPE_STRING || field->is_repeated() ||
          !world.own.contains(field->name()))
        continue;
      request += (request.empty() ? "\"" : ", \"") + field->json_name() + R"(": "$)" +
                 field->name() + "\"";
    }
    request = "{" + request + "}";
  }
}

bool Matrix::is_stream(const std::string& method) const {
  return descriptors_.method(method)->server_streaming();
}

bool Matrix::is_form(const std::string& method) const {
  return !rules_.at(method).form.empty();
}

bool Matrix::reads(const std::string& method) const {
  return !rules_.at(method).mutates;
}

std::string Matrix::rule(const std::string& method) const {
  using Rule = bus::Access::Rule;
  const auto& access = rules_.at(method).access;
  switch (access.rule) {
    case Rule::permission:
      return access.permission;
    case Rule::signed_in:
      return "(signed in)";
    case Rule::anybody:
      return "(public)";
    case Rule::operator_:
      return "(operator)";
    case Rule::module:
      return "(module)";
    default:
      return "(kernel)";
  }
}

std::string Matrix::rule_of_document(const std::string& path) const {
  for (const auto& [method, rules] : rules_)
    if (rules.document == path) return rule(method);
  return {};
}

std::vector<std::string> Matrix::documents() const {
  std::vector<std::string> paths;
  for (const auto& [method, rules] : rules_)
    if (!rules.document.empty()) paths.push_back(rules.document);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> Matrix::objects(const std::string& method) const {
  std::vector<std::string> names;
  for (const auto& [name, value] : world_.nobody)
    if (requests_.at(method).find("\"$" + name + "\"") != std::string::npos) names.push_back(name);
  return names;
}

std::vector<Question> Matrix::usual(const Person& person, const std::string& method) const {
  std::vector<Question> questions{{&person, method, "own", world_.own}};
  const auto names = objects(method);
  if (std::find(names.begin(), names.end(), "member") == names.end()) return questions;
  questions.push_back({&person, method, "other", world_.own});
  if (!person.subject.empty()) questions[0].names["member"] = person.subject;
  return questions;
}

Question Matrix::strange(const Person& person, const std::string& method, const std::string& name,
                         bool foreign) const {
  Question question = usual(person, method)[0];
  question.relation = (foreign ? "foreign " : "nobody's ") + name;
  question.names[name] = (foreign ? world_.foreign : world_.nobody).at(name);
  return question;
}

std::string Matrix::json(const Question& question) const {
  std::string text = requests_.at(question.method);
  for (const auto& [name, value] : question.names)
    text = replaced(text, "\"$" + name + "\"", "\"" + value + "\"");
  if (text.find("\"$") != std::string::npos)
    throw std::runtime_error(question.method + ": no such name in " + text);
  return text;
}

Answer Matrix::ask(const Question& question) const {
  if (is_stream(question.method)) return ask_stream(question);
  const auto* method = descriptors_.method(question.method);
  std::string bytes;
  const auto read = pb::util::JsonToBinaryString(
      types_.get(), std::string(type_prefix) + "/" + method->input_type()->full_name(),
      json(question), &bytes);
  if (!read.ok()) throw std::runtime_error(question.method + ": " + read.ToString());
  auto caller = world_.installation.as(question.person->token, question.person->organisation);
  const auto reply = caller.call("/" + question.method, bytes);
  Answer answer =
      reply ? Answer{'y', reply.value()} : Answer{letter_of(reply.error()), text_of(reply.error())};
  answer.text = with_names(std::move(answer.text), objects(question.method), question.names);
  return answer;
}

std::string Matrix::post_json(const Question& question, const std::string& type,
                              const std::string& body) const {
  std::string headers = "idempotency-key: " +
                        make_uuid_v7(system_clock()().time_since_epoch().count() / 1000).text() +
                        "\r\n";
  if (!question.person->organisation.is_nil())
    headers += "halle-organisation: " + question.person->organisation.text() + "\r\n";
  if (!question.person->token.empty())
    headers += "authorization: Bearer " + question.person->token + "\r\n";
  return post(world_.installation.site(), "/" + question.method, headers, body, type);
}

Answer Matrix::ask_stream(const Question& question) const {
  namespace asio = boost::asio;
  const auto& site = world_.installation.site();
  asio::io_context io;
  asio::ip::tcp::socket socket(io);
  socket.connect({asio::ip::make_address("127.0.0.1"),
                  static_cast<unsigned short>(std::stoi(site.substr(site.rfind(':') + 1)))});
  asio::write(socket, asio::buffer(
                          post_json(question, "application/connect+json", framed(json(question)))));
  std::string text;
  boost::system::error_code ended;
  // A frame's head has five bytes; the first is 0 of a message, 2 of the end.
  const auto start = asio::read_until(socket, asio::dynamic_buffer(text), '{', ended);
  if (start > frame_head && text[start - 1 - frame_head] == 0) return {'y', ""};
  asio::read(socket, asio::dynamic_buffer(text), ended);
  // A stream that is not there reads like any method that is not: no such form.
  if (start == 0) return {text.starts_with("HTTP/1.1 415") ? 'x' : '?', text};
  text = text.substr(start - 1);
  const char letter = letter_of(code_in(text));
  text = readable(text);
  return {letter, with_names(std::move(text), objects(question.method), question.names)};
}

char Matrix::ask_gateway(const Question& question) const {
  const auto text =
      talk(world_.installation.site(), post_json(question, "application/json", json(question)));
  if (text.find(World::reached_commit) != std::string::npos) return 'y';
  return text.starts_with("HTTP/1.1 200") ? 'y' : letter_of(code_in(text));
}

}  // namespace halle::test
