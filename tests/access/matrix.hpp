#pragma once
// Every method that the descriptors of a node name, asked by people of every kind about objects of
// their own, of others and of another association.

#include <google/protobuf/util/type_resolver.h>

#include <memory>
#include <string>
#include <vector>

#include "core/bus/routing/methods.hpp"
#include "tests/access/world.hpp"

namespace halle::test {

/// What a call was answered.
struct Answer {
  char letter = '?';  // as expected.txt explains them
  std::string text;   // the whole answer; the names that were asked for read "$name"

  bool operator==(const Answer&) const = default;
  bool refuses() const { return letter == 'u' || letter == 'd' || letter == 'n' || letter == 'x'; }
};

/// One call: who asks what, with which names.
struct Question {
  const Person* person = nullptr;
  std::string method;    // full name, without the slash before it
  std::string relation;  // "own", "other", "foreign cycle", "nobody's cycle"
  Names names;
};

class Matrix {
 public:
  explicit Matrix(const World& world);
  ~Matrix();

  /// Full names, in order.
  const std::vector<std::string>& methods() const { return methods_; }
  bool is_stream(const std::string& method) const;
  /// Whether it is the form of a page.
  bool is_form(const std::string& method) const;
  /// Whether it changes nothing.
  bool reads(const std::string& method) const;
  /// Who may call, as the descriptors say it.
  std::string rule(const std::string& method) const;
  std::string rule_of_document(const std::string& path) const;
  /// Paths that answer GET.
  std::vector<std::string> documents() const;

  /// The names of objects that a request has, without those that stand for no object.
  std::vector<std::string> objects(const std::string& method) const;
  /// Own, and for a method that names a member somebody else's.
  std::vector<Question> usual(const Person& person, const std::string& method) const;
  /// The same with one name of the other association, or of nobody.
  Question strange(const Person& person, const std::string& method, const std::string& name,
                   bool foreign) const;

  /// Asks through the node's gRPC port, a stream through the gateway.
  Answer ask(const Question& question) const;
  /// The letter of the same call as JSON through the gateway.
  char ask_gateway(const Question& question) const;

 private:
  std::string json(const Question& question) const;
  std::string post_json(const Question& question, const std::string& type,
                        const std::string& body) const;
  Answer ask_stream(const Question& question) const;

  const World& world_;
  bus::Descriptors descriptors_;
  std::unique_ptr<google::protobuf::util::TypeResolver> types_;
  std::vector<std::string> methods_;
  std::map<std::string, bus::MethodRules> rules_;
  std::map<std::string, std::string> requests_;
};

}  // namespace halle::test
