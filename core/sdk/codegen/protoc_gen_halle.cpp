// protoc-gen-halle: for each service of a .proto, an abstract class with one typed handler per
// method, its dispatch by index, and a typed client over halle::sdk::Caller; extension points have
// a client alone. Fails if a method has no halle.option.v1.access, streams from the client, or
// streams what is not a read of its service. One pair of files per .proto: <name>.halle.hpp and
// <name>.halle.cpp.

#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>
#include <string>
#include <vector>

#include "halle/option/v1/method.pb.h"

namespace {
using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::string replaced(std::string text, char from, const std::string& to) {
  std::string out;
  for (const char c : text) out += c == from ? to : std::string(1, c);
  return out;
}

std::string snake_case(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out == "register" || out == "export" || out == "delete" ? out + "_" : out;
}

std::string cpp_type(const Descriptor& type) {
  return "::" + replaced(type.full_name(), '.', "::");
}

std::string stem(const FileDescriptor& file) {
  return file.name().substr(0, file.name().size() - std::string(".proto").size());
}

class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  std::uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }

  bool Generate(const FileDescriptor* file, const std::string& /*parameter*/,
                google::protobuf::compiler::GeneratorContext* context,
                std::string* error) const override {
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m)
        if (!check(*file->service(s)->method(m), error)) return false;
    std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> header(
        context->Open(stem(*file) + ".halle.hpp"));
    google::protobuf::io::Printer hpp(header.get(), '$');
    write_header(*file, hpp);
    std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> source(
        context->Open(stem(*file) + ".halle.cpp"));
    google::protobuf::io::Printer cpp(source.get(), '$');
    write_source(*file, cpp);
    return true;
  }

 private:
  static bool check(const MethodDescriptor& method, std::string* error) {
    const auto& options = method.options();
    if (!options.HasExtension(halle::option::v1::access) ||
        options.GetExtension(halle::option::v1::access).rule_case() ==
            halle::option::v1::Access::RULE_NOT_SET) {
      *error =
          method.full_name() + ": no (halle.option.v1.access); every method says who may call it";
      return false;
    }
    if (method.client_streaming()) {
      *error = method.full_name() + ": a client does not stream";
      return false;
    }
    if (method.server_streaming() != options.HasExtension(halle::option::v1::watches) ||
        (method.server_streaming() && !repeats_a_read(method))) {
      *error = method.full_name() +
               ": a stream names with (halle.option.v1.watches) a read of its service that has its "
               "request, reply and access";
      return false;
    }
    return true;
  }

  static bool repeats_a_read(const MethodDescriptor& stream) {
    using google::protobuf::MethodOptions;
    const auto access_of = [](const MethodDescriptor& method) {
      return method.options().GetExtension(halle::option::v1::access).SerializeAsString();
    };
    const auto* read = stream.service()->FindMethodByName(
        stream.options().GetExtension(halle::option::v1::watches));
    return read != nullptr && !read->server_streaming() && !read->client_streaming() &&
           read->input_type() == stream.input_type() &&
           read->output_type() == stream.output_type() && access_of(*read) == access_of(stream) &&
           read->options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS &&
           stream.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS;
  }

  static bool is_extension_point(const MethodDescriptor& method) {
    return method.options().HasExtension(halle::option::v1::socket);
  }

  /// Methods that clients call; streams are not among them.
  static std::vector<const MethodDescriptor*> called(const ServiceDescriptor& service) {
    std::vector<const MethodDescriptor*> methods;
    for (int m = 0; m < service.method_count(); ++m)
      if (!service.method(m)->server_streaming()) methods.push_back(service.method(m));
    return methods;
  }

  /// Methods with a handler: neither streams nor extension points.
  static std::vector<const MethodDescriptor*> handled(const ServiceDescriptor& service) {
    auto methods = called(service);
    std::erase_if(methods,
                  [](const MethodDescriptor* method) { return is_extension_point(*method); });
    return methods;
  }

  /// Whether a call is answered by any number of fillers.
  static bool has_answers(const MethodDescriptor& method) {
    return is_extension_point(method) &&
           method.options().GetExtension(halle::option::v1::socket).kind() !=
               halle::option::v1::SOCKET_KIND_PROVIDER;
  }

  /// What a client's method returns.
  static std::string result_of(const MethodDescriptor& method) {
    const std::string reply = cpp_type(*method.output_type());
    return has_answers(method) ? "::halle::sdk::Answers<" + reply + ">" : reply;
  }

  static void declare_client(const ServiceDescriptor& service, google::protobuf::io::Printer& out) {
    out.Print(
        "\nclass $name$Client {\n public:\n  explicit $name$Client(::halle::sdk::Caller& "
        "caller) : caller_(caller) {}\n",
        "name", service.name());
    for (const auto* method : called(service))
      out.Print("  ::halle::Result<$result$> $name$(const $in$& request);\n", "result",
                result_of(*method), "name", snake_case(method->name()), "in",
                cpp_type(*method->input_type()));
    out.Print("\n private:\n  ::halle::sdk::Caller& caller_;\n};\n");
  }

  /// In the source: each unit that includes the header would compile every method again.
  static void define_client(const ServiceDescriptor& service, google::protobuf::io::Printer& out) {
    for (const auto* method : called(service))
      out.Print(
          "\n::halle::Result<$result$> $service$Client::$name$(const $in$& request) {\n  return "
          "::halle::sdk::$ask$<$out$>(caller_, \"/$full$/$method$\", request);\n}\n",
          "result", result_of(*method), "service", service.name(), "name",
          snake_case(method->name()), "in", cpp_type(*method->input_type()), "ask",
          has_answers(*method) ? "ask_fillers" : "call_typed", "out",
          cpp_type(*method->output_type()), "full", service.full_name(), "method", method->name());
  }

  static void write_header(const FileDescriptor& file, google::protobuf::io::Printer& out) {
    out.Print("// Generated by protoc-gen-halle from $file$.\n#pragma once\n\n", "file",
              file.name());
    out.Print("#include <array>\n#include <string_view>\n\n#include \"core/sdk/service.hpp\"\n");
    out.Print("#include \"$stem$.pb.h\"\n\nnamespace $ns$ {\n", "stem", stem(file), "ns",
              replaced(file.package(), '.', "::"));
    for (int s = 0; s < file.service_count(); ++s) {
      const ServiceDescriptor& service = *file.service(s);
      declare_client(service, out);
      if (handled(service).empty()) continue;
      out.Print("\nclass $name$Service : public ::halle::sdk::Service {\n public:\n", "name",
                service.name());
      for (const auto* handler : handled(service)) {
        const MethodDescriptor& method = *handler;
        out.Print(
            "  virtual ::halle::Result<$out$> $name$(::halle::sdk::Call& call, "
            "const $in$& request) = 0;\n",
            "out", cpp_type(*method.output_type()), "in", cpp_type(*method.input_type()), "name",
            snake_case(method.name()));
      }
      out.Print("  std::vector<std::string_view> methods() const final;\n");
      out.Print(
          "  ::halle::Result<std::string> dispatch(std::size_t method, "
          "::halle::sdk::Call& call,\n                                       "
          "std::string_view request) final;\n};\n");
    }
    out.Print("\n}  // namespace $ns$\n", "ns", replaced(file.package(), '.', "::"));
  }

  static void write_source(const FileDescriptor& file, google::protobuf::io::Printer& out) {
    out.Print(
        "// Generated by protoc-gen-halle from $file$.\n#include \"$stem$.halle.hpp\"\n\n"
        "namespace $ns$ {\n",
        "file", file.name(), "stem", stem(file), "ns", replaced(file.package(), '.', "::"));
    for (int s = 0; s < file.service_count(); ++s) {
      const ServiceDescriptor& service = *file.service(s);
      define_client(service, out);
      if (handled(service).empty()) continue;
      out.Print("\nstd::vector<std::string_view> $name$Service::methods() const {\n  return {\n",
                "name", service.name());
      const auto methods = handled(service);
      for (const auto* method : methods)
        out.Print("      \"/$service$/$method$\",\n", "service", service.full_name(), "method",
                  method->name());
      out.Print(
          "  };\n}\n\n::halle::Result<std::string> $name$Service::dispatch(\n    std::size_t "
          "method, ::halle::sdk::Call& call, std::string_view request) {\n  switch (method) "
          "{\n",
          "name", service.name());
      for (std::size_t m = 0; m < methods.size(); ++m)
        out.Print(
            "    case $index$:\n      return ::halle::sdk::handle_typed<$in$>(request, "
            "[&](const $in$& typed) { return $name$(call, typed); });\n",
            "index", std::to_string(m), "in", cpp_type(*methods[m]->input_type()), "name",
            snake_case(methods[m]->name()));
      out.Print(
          "    default:\n      return ::halle::Error{::halle::Code::unimplemented, "
          "\"halle.no_such_method\"};\n  }\n}\n");
    }
    out.Print("\n}  // namespace $ns$\n", "ns", replaced(file.package(), '.', "::"));
  }
};
}  // namespace

int main(int argc, char** argv) {
  Generator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
