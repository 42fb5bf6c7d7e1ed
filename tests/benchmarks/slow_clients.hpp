#pragma once
// Clients that hold on to connections and hardly move, beside members who want to order.

#include "tests/support/running.hpp"

namespace halle::test {

/// Measures calls alone, then beside 900 connections that send their head or body a byte at a time
/// or do not read their answers, from 18 addresses. Says both; false if the 95th percentile more
/// than doubled, anything failed, or the connections were kept beyond the gateway's times.
bool bear_slow_clients(const Running& running);

}  // namespace halle::test
