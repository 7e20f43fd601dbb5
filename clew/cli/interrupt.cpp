#include "clew/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace clew::cli {
namespace {

std::atomic<bool> asked = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // what a signal handler may touch

void on_interrupt(int signal) {
  asked = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  asked = false;
  before_ = std::signal(SIGINT, on_interrupt);
}
Interrupt::~Interrupt() { std::signal(SIGINT, before_); }
bool Interrupt::is_asked() { return asked; }

}  // namespace clew::cli
