#pragma once
// Rules of each method, read from the options in its descriptor: access, side effects, worker pool.
// A private DescriptorPool is used, so that no module links option code.

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
/// What a call does to the browser's session cookie (halle.option.v1.Session).
enum class Session { none, opens, closes };

struct Access {
  enum class Rule { permission, signed_in, anybody, operator_, kernel, module };
  Rule rule = Rule::kernel;
  std::string permission;
};

/// Option `halle.option.v1.socket` of an extension point (core/bus/extension_points.hpp).
enum class ExtensionKind { none, filter, check, collector, provider };
struct ExtensionRules {
  ExtensionKind kind = ExtensionKind::none;
  std::chrono::milliseconds deadline{0};  // time that each filler may take
  bool skip = false;                      // a failing filler is skipped; otherwise the call fails
};

struct MethodRules {
  std::string name;  // "/package.Service/Method"
  Access access;
  Pool pool = Pool::interactive;
  bool mutates = true;
  bool secret_reply = false;
  bool bulk_request = false;
  Session session = Session::none;
  std::string watches{};   // of a stream: full name of the read that it repeats
  std::string document{};  // path at which the gateway answers GET; empty: no document
  std::string form{};      // path at which it answers the POST of a form; empty: no form
  std::string module{};  // the module it belongs to, if that can be disabled; empty: always enabled
  ExtensionRules extension{};
  std::string owner{};  // module that implements it; empty: the kernel
};

/// The proto files of several descriptor sets, each file once.
class Descriptors {
 public:
  Descriptors();
  ~Descriptors();

  /// Adds a serialised FileDescriptorSet and returns the rules of all methods of `services` (full
  /// names), which the module `owner` implements. A file that is already known is not read again;
  /// its content may differ (an older copy) unless it declares one of these services. Errors:
  /// `halle.descriptors_unreadable`, `halle.proto_file_taken`, `halle.no_such_service`,
  /// `halle.access_missing`, `halle.document_refused`, `halle.form_refused`,
  /// `halle.module_refused`.
  Result<std::vector<MethodRules>> add(std::string_view descriptor_set,
                                       const std::vector<std::string>& services,
                                       const std::string& owner = {});
  /// Removes a method from rules(): it cannot be called.
  void forget(const std::string& method);
  /// The rules of all methods added and not forgotten.
  const std::vector<MethodRules>& rules() const { return rules_; }
  /// Whether `bytes` are a valid reply of this method: at most 16 MiB, parseable, strings in UTF-8.
  bool is_reply(std::string_view method, std::string_view bytes) const;
  /// All files as one serialised FileDescriptorSet.
  std::string serialised() const;
  /// A method by its full name; null if unknown.
  const google::protobuf::MethodDescriptor* method(std::string_view name) const;
  const google::protobuf::DescriptorPool& pool() const { return *pool_; }

 private:
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
  std::vector<std::string> files_;  // names, imported files before those that import them
  std::map<std::string, std::string> content_;  // SHA-256 of each file as given
  std::vector<MethodRules> rules_;
};

}  // namespace halle::bus
