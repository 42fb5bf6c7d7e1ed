#pragma once
// The bounded pools of a node, and which of them runs a method.

#include <string>

#include "core/bus/routing/pool.hpp"
#include "core/bus/routing/router.hpp"

namespace halle::net {

struct Pools {
  bus::WorkerPool& interactive;
  bus::WorkerPool& background;
  bus::WorkerPool& hashing;

  bus::WorkerPool& of(const bus::Router& router, const std::string& method) const {
    const auto* rules = router.find(method);
    if (rules != nullptr && rules->pool == bus::Pool::background) return background;
    if (rules != nullptr && rules->pool == bus::Pool::hashing) return hashing;
    return interactive;
  }
};

}  // namespace halle::net
