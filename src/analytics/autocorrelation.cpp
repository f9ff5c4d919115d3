#include "analytics/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include <unsupported/Eigen/FFT>

namespace drp::analytics {

namespace {

/// Values less their mean, 0 where missing.
struct Centred {
    std::vector<double> deviation;
    std::vector<bool> present;
    std::size_t n = 0;
    double mean = 0;
    double sum_of_squares = 0;
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
};

Centred centre(std::span<const double> series) {
    Centred c{.deviation = std::vector<double>(series.size()), .present = std::vector<bool>(series.size())};
    double sum = 0;
    for (const auto x : series) {
        if (std::isnan(x)) continue;
        sum += x;
        c.low = std::min(c.low, x);
        c.high = std::max(c.high, x);
        ++c.n;
    }
    if (c.n == 0) return c;
    c.mean = sum / static_cast<double>(c.n);
    for (std::size_t t = 0; t < series.size(); ++t) {
        if (std::isnan(series[t])) continue;
        c.present[t] = true;
        c.deviation[t] = series[t] - c.mean;
        c.sum_of_squares += c.deviation[t] * c.deviation[t];
    }
    return c;
}

/// Smallest number of the form 2^a 3^b 5^c that is at least `n`: the lengths for which the FFT is fast.
std::size_t fast_fft_length(std::size_t n) {
    const auto is_smooth = [](std::size_t m) {
        for (const std::size_t prime : {2U, 3U, 5U})
            while (m % prime == 0) m /= prime;
        return m == 1;
    };
    while (!is_smooth(n)) ++n;
    return n;
}

/// For each lag the sum of d[t] d[t+k] and the number of pairs.
///
/// Values travel as the real part and the presence mask as the imaginary part of one complex series, so that one
/// transform forth and one back serve both: with Z = D + iM of real d, m, the spectra |D|^2 and |M|^2 are recovered
/// from Z(f) and Z(-f). Zero padding by max_lag keeps the circular sums from wrapping around. The values are scaled to
/// unit variance first, so that neither half drowns the other in rounding.
struct LagSums {
    std::vector<double> products;  ///< in units of the variance
    std::vector<double> pairs;
};

LagSums lag_sums(const Centred& c, std::size_t max_lag) {
    using Complex = std::complex<double>;
    const auto size = c.deviation.size();
    const auto length = fast_fft_length(size + max_lag + 1);
    const auto scale = 1.0 / std::sqrt(c.sum_of_squares / static_cast<double>(c.n));
    std::vector<Complex> time(length);
    for (std::size_t t = 0; t < size; ++t) time[t] = {c.deviation[t] * scale, c.present[t] ? 1.0 : 0.0};

    Eigen::FFT<double> fft;
    std::vector<Complex> spectrum(length);
    fft.fwd(spectrum.data(), time.data(), static_cast<Eigen::Index>(length));
    for (std::size_t f = 0; f <= length / 2; ++f) {
        const auto mirrored = f == 0 ? 0 : length - f;
        const Complex z = spectrum[f];
        const Complex w = std::conj(spectrum[mirrored]);
        const Complex power{std::norm(z + w) / 4, std::norm(z - w) / 4};
        spectrum[f] = power;
        spectrum[mirrored] = power;
    }
    fft.inv(time.data(), spectrum.data(), static_cast<Eigen::Index>(length));

    LagSums sums{.products = std::vector<double>(max_lag + 1), .pairs = std::vector<double>(max_lag + 1)};
    for (std::size_t k = 0; k <= max_lag; ++k) {
        sums.products[k] = time[k].real();
        sums.pairs[k] = std::round(time[k].imag());
    }
    return sums;
}

std::vector<double> as_doubles(std::span<const core::WattHours> series) {
    std::vector<double> values(series.size());
    std::transform(series.begin(), series.end(), values.begin(), [](core::WattHours wh) {
        return core::is_present(wh) ? wh.value : std::numeric_limits<double>::quiet_NaN();
    });
    return values;
}

}  // namespace

SignificanceBands significance_bands(std::size_t n) {
    const auto root = std::sqrt(static_cast<double>(n));
    return {.p95 = kZ95 / root, .p99 = kZ99 / root};
}

std::optional<Correlogram> correlogram(std::span<const double> series, std::size_t max_lag) {
    const auto centred = centre(series);
    if (centred.n < 2 || centred.low == centred.high) return std::nullopt;
    const auto n = static_cast<double>(centred.n);
    const auto sums = lag_sums(centred, std::min(max_lag, series.size() - 1));
    Correlogram result{.n = centred.n,
                       .mean_wh = centred.mean,
                       .variance_wh2 = centred.sum_of_squares / n,
                       .acf = {1.0},
                       .bands = significance_bands(centred.n)};
    result.acf.reserve(sums.pairs.size());
    for (std::size_t k = 1; k < sums.pairs.size() && sums.pairs[k] > 0; ++k)
        result.acf.push_back(sums.products[k] / (sums.pairs[k] + static_cast<double>(k)));  // c(0) is 1 by scaling
    return result;
}

std::optional<Correlogram> correlogram(std::span<const core::WattHours> series, std::size_t max_lag) {
    return correlogram(as_doubles(series), max_lag);
}

std::vector<core::WattHours> differenced(std::span<const core::WattHours> series) {
    if (series.empty()) return {};
    std::vector<core::WattHours> result(series.size() - 1, core::kMissing);
    for (std::size_t t = 1; t < series.size(); ++t)
        if (core::is_present(series[t]) && core::is_present(series[t - 1]))
            result[t - 1].value = series[t].value - series[t - 1].value;
    return result;
}

}  // namespace drp::analytics
