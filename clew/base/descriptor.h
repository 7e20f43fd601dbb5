/// A file descriptor that is closed with its owner.
///
/// In:     what open(2) or pipe(2) gave; -1 is none. Out: the number. Errors: none; those of close(2) are not told.
#pragma once

#include <unistd.h>
#include <utility>

namespace clew::base {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

}  // namespace clew::base
