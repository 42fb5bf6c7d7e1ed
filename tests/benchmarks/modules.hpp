#pragma once
// What modules beside one another cost: calls between them, events of the past, a noisy neighbour.

#include <functional>
#include <string>

namespace halle::test {

/// Says a figure, with its target (0: none) and whether higher is better.
using Say = std::function<void(const std::string& name, double value, double target, bool higher)>;

/// A call from one module to another, in one node and across two.
void measure_calls(const Say& say);
/// A module enabled after so many events that it acts on.
void measure_replay(int events, const Say& say);
/// Many callers, each with a token of their own: a node for each service against one for all.
void measure_crowd(double seconds, const Say& say);
/// An association that asks all the time, 100 calls in flight, beside a quiet one.
void measure_neighbours(double seconds, const Say& say);

}  // namespace halle::test
