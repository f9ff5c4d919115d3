/// Least squares on a few columns, with the columns that others explain left out.
#pragma once

#include <vector>

#include <Eigen/Core>

namespace drp::analytics {

/// Coefficients b that make |y - X b| smallest, X = all columns of `m` but the last, y = the last; `m` is used up.
///
/// Modified Gram-Schmidt from the first column to the last. A column whose norm, after those before it have been taken
/// out, has fallen below 1e-7 of `scale[j]` adds nothing and has the coefficient 0: the rule of R's lm(), so that
/// results can be compared. `scale` is the columns' norms before anything was taken out of them. O(rows x columns^2).
[[nodiscard]] std::vector<double> least_squares(Eigen::MatrixXd& m, const std::vector<double>& scale);

}  // namespace drp::analytics
