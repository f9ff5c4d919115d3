#include "analytics/portmanteau.hpp"

#include <stdexcept>

#include <boost/math/special_functions/gamma.hpp>

namespace drp::analytics {

LjungBox ljung_box(std::span<const double> acf, std::size_t n, std::size_t lags) {
    if (lags == 0 || lags >= acf.size() || lags >= n)
        throw std::invalid_argument("ljung_box: more lags than there are");
    double sum = 0;
    for (std::size_t k = 1; k <= lags; ++k) sum += acf[k] * acf[k] / static_cast<double>(n - k);
    const double q = static_cast<double>(n) * (static_cast<double>(n) + 2) * sum;
    return {.statistic = q, .lags = lags, .p_value = chi_squared_tail(q, static_cast<double>(lags))};
}

double chi_squared_tail(double x, double degrees) {
    return x <= 0 ? 1 : boost::math::gamma_q(degrees / 2, x / 2);
}

}  // namespace drp::analytics
