#pragma once
// A connection of the command line to a running installation, as its operator.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/net/client.hpp"
#include "core/sdk/service.hpp"

namespace halle::cli {

/// Where an installation is, as the options say.
struct Place {
  std::string data;          // absolute
  std::string organisation;  // code or UUID; empty if not given
};

class Session {
 public:
  /// Errors: `halle.not_running`, `halle.not_allowed`.
  static Result<std::unique_ptr<Session>> open(const Place& place);

  /// Finds the association the command concerns: the one given, or the only one that lets the
  /// operator act for it. Errors:
  /// `hub.no_organisation`, `halle.organisation_unknown`, `halle.organisation_ambiguous`.
  Status choose_organisation();

  /// For methods without side effects.
  sdk::Caller& read() { return reader_; }
  /// For methods that change something: gives each call an operation id, repeats it with the same
  /// id if the node was away, and returns once consumers have caught up (5 s at most).
  sdk::Caller& write() { return writer_; }
  /// The names of all nodes, also of those that are down.
  const std::vector<std::string>& nodes() const { return nodes_; }
  /// A call to one node.
  Result<std::string> call_node(const std::string& node, std::string_view method,
                                std::string_view request, std::chrono::milliseconds timeout);

 private:
  class Reader final : public sdk::Caller {
   public:
    explicit Reader(Session& session) : session_(session) {}
    Result<std::string> call(std::string_view method, std::string_view request) override;

   private:
    Session& session_;
  };
  class Writer final : public sdk::Caller {
   public:
    explicit Writer(Session& session) : session_(session) {}
    Result<std::string> call(std::string_view method, std::string_view request) override;

   private:
    Session& session_;
  };

  explicit Session(Place place) : place_(std::move(place)), reader_(*this), writer_(*this) {}
  Result<std::string> call_with_patience(std::string_view method, std::string_view request,
                                         const net::CallOptions& options);
  void wait_for_consumers();
  std::string socket(const std::string& node) const;

  Place place_;
  std::string token_;
  std::vector<std::string> nodes_;
  Uuid organisation_;
  std::unique_ptr<net::Client> client_;
  Reader reader_;
  Writer writer_;
};

}  // namespace halle::cli
