/// What single Windows events are: tables by provider and number. Private to this module.
///
/// Out:    for each event that has a class in the pinned subset its class, activity, outcome, and what its data is there.
/// Source: "Security auditing" (Microsoft), Sysmon's manual, the manifests of Windows-Defender, TaskScheduler, TerminalServices,
///         WMI-Activity, Bits-Client, DNS-Client and PowerShell; Elastic Common Schema 8.
#pragma once

#include "clew/evidence/formats/fields.h"
#include "clew/model/event.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace clew::evidence {

enum class WindowsProvider : std::uint8_t {
  other,
  sysmon,
  security,
  event_log,
  services,
  powershell,
  defender,
  tasks,
  sessions,
  connections,
  transfers,
  dns_client,
};

/// By the name of a provider or of a channel.
WindowsProvider windows_provider(std::string_view name);

struct WindowsKind {
  WindowsProvider provider;
  std::string_view id;
  model::EventClass event_class;
  std::uint8_t activity;
  model::Status status;
  std::span<const Mapping> table;  ///< what its data is
};
/// The row of an event, or null.
const WindowsKind* find_windows_kind(WindowsProvider provider, std::string_view id);

/// Of events without a row: names that mean the same wherever Windows writes them.
std::span<const Mapping> general_windows_data();
/// What Winlogbeat's pipelines moved to ECS, by its paths.
std::span<const Mapping> ecs_data(model::EventClass event_class);

}  // namespace clew::evidence
