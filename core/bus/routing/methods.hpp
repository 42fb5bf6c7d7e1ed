#pragma once
// What the descriptors say of each method: who may call, whether it changes anything, which pool.
// Read from descriptor sets in a private pool, so that no module needs option code.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace halle::bus {

enum class Pool { interactive, background, hashing };
/// What a call does to the session that a browser keeps (halle.option.v1.Session).
enum class Session { none, opens, closes };

struct Access {
  enum class Rule { permission, signed_in, anybody, operator_, kernel, module };
  Rule rule = Rule::kernel;
  std::string permission;
};

/// What a method that others answer asks of them (halle.option.v1.Socket).
enum class ExtensionKind { none, filter, check, collector, provider };
struct ExtensionRules {
  ExtensionKind kind = ExtensionKind::none;
  std::chrono::milliseconds deadline{0};  // of each filler
  bool skip = false;                      // goes on without a filler that fails
};

struct MethodRules {
  std::string name;  // "/package.Service/Method"
  Access access;
  Pool pool = Pool::interactive;
  bool mutates = true;
  bool secret_reply = false;
  bool bulk_request = false;
  Session session = Session::none;
  std::string watches{};   // of a stream: the read whose replies it sends, a full name
  std::string document{};  // path at which it answers GET; empty: none
  std::string module{};    // whose it is, if associations can do without; empty: always there
  ExtensionRules extension{};
  std::string owner{};  // the module that provides it; empty: the kernel
};

/// The files of several descriptor sets, each file once.
class Descriptors {
 public:
  Descriptors();
  ~Descriptors();

  /// Adds a serialised FileDescriptorSet and answers the rules of the methods of `services`, by
  /// their full names, as those of the module `owner`. A file that is known already is not read
  /// again: it may differ (someone's older copy) unless it declares one of these services. Errors:
  /// `halle.descriptors_unreadable`, `halle.proto_file_taken`, `halle.no_such_service`,
  /// `halle.access_missing`, `halle.document_refused`, `halle.module_refused`.
  Result<std::vector<MethodRules>> add(std::string_view descriptor_set,
                                       const std::vector<std::string>& services,
                                       const std::string& owner = {});
  /// A method that is not to be called after all.
  void forget(const std::string& method);
  /// All that add() answered, and was not forgotten.
  const std::vector<MethodRules>& rules() const { return rules_; }
  /// Whether bytes are a reply of this method, 16 MiB at most: readable, text in UTF-8.
  bool is_reply(std::string_view method, std::string_view bytes) const;
  /// All files as one serialised FileDescriptorSet.
  std::string serialised() const;
  /// A method by its full name; null if unknown.
  const google::protobuf::MethodDescriptor* method(std::string_view name) const;
  const google::protobuf::DescriptorPool& pool() const { return *pool_; }

 private:
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
  std::vector<std::string> files_;              // in the order of their imports
  std::map<std::string, std::string> content_;  // digest of each, as it was given
  std::vector<MethodRules> rules_;
};

}  // namespace halle::bus
