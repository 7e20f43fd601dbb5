/// SHA-256 of a stream: how evidence is named beyond doubt.
///
/// In:     bytes, in any number of pieces. Out: 64 lower-case hex digits. Errors: none.
/// Source: FIPS 180-4, by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace clew::base {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  /// Ends the stream; nothing may be added afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace clew::base
