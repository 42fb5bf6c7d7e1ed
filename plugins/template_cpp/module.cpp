#include "core/sdk/module.hpp"
#include "rpc/services.hpp"

namespace {
halle::sdk::Services services() {
  halle::sdk::Services all;
  all.push_back(std::make_unique<template_cpp::Crates>());
  all.push_back(std::make_unique<template_cpp::Cards>());
  all.push_back(std::make_unique<template_cpp::Personal>());
  all.push_back(std::make_unique<template_cpp::Followed>());
  return all;
}
}  // namespace

HALLE_MODULE(template_cpp, services)
