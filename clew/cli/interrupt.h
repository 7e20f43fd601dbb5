/// Ctrl-C, as long as one of these lives: the first one asks the work to stop, a second one ends the program as usual.
#pragma once

namespace clew::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static bool is_asked();

 private:
  void (*before_)(int);
};

}  // namespace clew::cli
