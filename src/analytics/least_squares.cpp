#include "analytics/least_squares.hpp"

#include <stdexcept>

namespace drp::analytics {

std::vector<double> least_squares(Eigen::MatrixXd& m, const std::vector<double>& scale) {
    constexpr double kTolerance = 1e-7;
    const auto columns = m.cols() - 1;
    if (columns < 0 || scale.size() != static_cast<std::size_t>(columns))
        throw std::invalid_argument("least_squares: one scale for each regressor is needed");
    Eigen::MatrixXd r = Eigen::MatrixXd::Zero(columns, columns + 1);
    std::vector<bool> is_kept(scale.size());
    for (Eigen::Index j = 0; j < columns; ++j) {
        const double norm = m.col(j).norm();
        if (norm <= kTolerance * scale[static_cast<std::size_t>(j)]) continue;
        is_kept[static_cast<std::size_t>(j)] = true;
        r(j, j) = norm;
        m.col(j) /= norm;
        for (Eigen::Index l = j + 1; l <= columns; ++l) {
            r(j, l) = m.col(j).dot(m.col(l));
            m.col(l) -= r(j, l) * m.col(j);
        }
    }
    std::vector<double> b(scale.size());
    for (Eigen::Index j = columns; j-- > 0;) {
        if (!is_kept[static_cast<std::size_t>(j)]) continue;
        double rest = r(j, columns);
        for (Eigen::Index l = j + 1; l < columns; ++l) rest -= r(j, l) * b[static_cast<std::size_t>(l)];
        b[static_cast<std::size_t>(j)] = rest / r(j, j);
    }
    return b;
}

}  // namespace drp::analytics
