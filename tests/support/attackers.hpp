#pragma once
// Peers that mean harm, as many as wanted, of ten kinds by turns. Each goes on until its io_context
// stops.

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <string>

namespace halle::test {

class Attackers {
 public:
  enum Kind {
    slow_head,   // a byte now and then
    slow_body,   // the same after a head
    trailers,    // without end
    extensions,  // of a chunk, without end
    announced,   // a large body, of which one byte comes
    large_json,  // to a method of staff, by nobody
    guesses,     // of passwords
    pipelined,   // many requests at once
    streams,     // opened and dropped
    broken,      // half-closed, reset, no HTTP, or nothing at all
    kinds
  };
  /// Against the gateway at HOST:PORT, from as many loopback addresses as its limit asks for. Both
  /// outlive what runs in `io`.
  Attackers(boost::asio::io_context& io, std::string site, int count);

  /// How often a kind came to the end of an attack and began anew.
  long rounds(Kind kind) const { return rounds_.at(kind); }

 private:
  struct Attack;

  std::string site_;
  std::array<std::atomic<long>, kinds> rounds_{};
};

}  // namespace halle::test
