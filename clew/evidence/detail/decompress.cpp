#include "clew/evidence/detail/decompress.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>
#include <zlib.h>
#include <zstd.h>

namespace clew::evidence::detail {
namespace {

constexpr std::size_t output_bytes = 256U << 10U;
constexpr int window_log_max = 27;

/// What both have in common: the unread input, the output buffer, the counts.
class Decompressor : public ByteSource {
 public:
  Decompressor(ByteSource& input, Expansion& expansion) : input_(input), expansion_(expansion) {}

  std::string_view next() final {
    if (output_.empty()) output_.resize(output_bytes);
    return {output_.data(), read(output_)};
  }
  std::size_t read(std::span<char> into) final {
    into = into.first(std::min(into.size(), output_bytes));
    std::size_t size = 0;
    while (size == 0 && !ended_) size = fill(into);
    out_ += size;
    expansion_.add(size);
    if (!ended_ && !expansion_.allows(in_ - unread_.size(), out_)) stop(expands_without_end(out_));
    return size;
  }
  [[nodiscard]] std::optional<base::Error> problem() const final { return problem_; }

 protected:
  /// Decompresses into `output`; how many bytes. Sets `ended_` at the end.
  virtual std::size_t fill(std::span<char> output) = 0;

  bool refill() {
    if (!unread_.empty()) return true;
    unread_ = input_.next();
    in_ += unread_.size();
    return !unread_.empty();
  }
  void end() { ended_ = true; }
  void stop(base::Error problem) {
    problem_ = std::move(problem);
    ended_ = true;
  }
  void stop_damaged(std::string_view what, std::string_view why, std::uint64_t out) {
    stop({base::Fault::malformed,
          fmt::format("{} data are damaged after {} bytes of content: {}", what, out, why),
          {in_ - unread_.size(), 0}});
  }

  ByteSource& input_;
  Expansion& expansion_;
  std::string_view unread_;
  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;

 private:
  std::vector<char> output_;  // for `next`
  bool ended_ = false;
  std::optional<base::Error> problem_;
};

class GzipSource final : public Decompressor {
 public:
  GzipSource(ByteSource& input, Expansion& expansion) : Decompressor(input, expansion) {
    constexpr int gzip_only = 16;
    CLEW_ASSERT(inflateInit2(&stream_, MAX_WBITS + gzip_only) == Z_OK);
  }
  ~GzipSource() override { inflateEnd(&stream_); }

 private:
  std::size_t fill(std::span<char> output) override {
    if (between_members_ && !find_next_member()) return 0;
    stream_.next_out = reinterpret_cast<Bytef*>(output.data());
    stream_.avail_out = static_cast<uInt>(output.size());
    const auto written = [&] { return output.size() - stream_.avail_out; };
    while (stream_.avail_out > 0) {
      if (!refill()) {
        stop(ends_in_the_middle(input_, "gzip", out_ + written()));
        break;
      }
      const int result = inflate_some();
      if (result == Z_STREAM_END) {
        between_members_ = true;
        break;
      }
      if (result != Z_OK && result != Z_BUF_ERROR) {
        stop_damaged("gzip", stream_.msg == nullptr ? "no more memory" : stream_.msg, out_ + written());
        break;
      }
    }
    return written();
  }

  int inflate_some() {
    // zlib counts in 32 bits; a piece of input can be larger.
    const auto size = static_cast<uInt>(std::min<std::size_t>(unread_.size(), 1U << 30U));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(unread_.data()));
    stream_.avail_in = size;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    unread_.remove_prefix(size - stream_.avail_in);
    return result;
  }

  /// RFC 1952 section 2.2: members follow each other; zeros pad the last one (on tapes).
  bool find_next_member() {
    while (refill()) {
      const std::size_t at = unread_.find_first_not_of('\0');
      unread_.remove_prefix(std::min(at, unread_.size()));
      if (unread_.empty()) continue;
      if (unread_.front() != '\x1f') {
        stop({base::Fault::malformed,
              "bytes that are not gzip follow the compressed data; they were not searched",
              {in_ - unread_.size(), 0}});
        return false;
      }
      inflateReset(&stream_);
      between_members_ = false;
      return true;
    }
    if (const auto problem = input_.problem()) {
      stop(*problem);
    } else {
      end();
    }
    return false;
  }

  z_stream stream_ = {};
  bool between_members_ = false;
};

class ZstdSource final : public Decompressor {
 public:
  ZstdSource(ByteSource& input, Expansion& expansion) : Decompressor(input, expansion), stream_(ZSTD_createDStream()) {
    CLEW_ASSERT(stream_ != nullptr);
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, window_log_max);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

 private:
  std::size_t fill(std::span<char> output) override {
    ZSTD_outBuffer out{output.data(), output.size(), 0};
    while (out.pos < out.size) {
      // With no input left the decoder may still hold output of a frame that it has begun.
      const bool has_input = refill();
      if (!has_input && !in_frame_) {
        if (const auto problem = input_.problem()) {
          stop(*problem);
        } else {
          end();
        }
        break;
      }
      ZSTD_inBuffer in{unread_.data(), unread_.size(), 0};
      const std::size_t out_before = out.pos;
      const std::size_t result = ZSTD_decompressStream(stream_, &out, &in);
      unread_.remove_prefix(in.pos);
      if (ZSTD_isError(result) != 0) {
        stop_damaged("zstd", ZSTD_getErrorName(result), out_ + out.pos);
        break;
      }
      in_frame_ = result != 0;
      if (!has_input && in_frame_ && out.pos == out_before) {
        stop(ends_in_the_middle(input_, "zstd", out_ + out.pos));
        break;
      }
    }
    return out.pos;
  }

  ZSTD_DStream* stream_;
  bool in_frame_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> make_gzip_source(ByteSource& input, Expansion& expansion) {
  return std::make_unique<GzipSource>(input, expansion);
}

std::unique_ptr<ByteSource> make_zstd_source(ByteSource& input, Expansion& expansion) {
  return std::make_unique<ZstdSource>(input, expansion);
}

base::Error expands_without_end(std::uint64_t out) {
  return {base::Fault::over_limit,
          fmt::format("compressed data expand beyond reason; stopped after {} bytes of content", out),
          {}};
}

base::Error ends_in_the_middle(const ByteSource& input, std::string_view what, std::uint64_t out) {
  if (auto problem = input.problem()) return *std::move(problem);
  return {base::Fault::malformed, fmt::format("{} data end in the middle, after {} bytes of content", what, out), {}};
}

}  // namespace clew::evidence::detail
