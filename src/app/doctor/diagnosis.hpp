/// What the doctor says of one thing.
#pragma once

#include <string>
#include <vector>

namespace drp::app {

enum class Health { ok, warn, fail };

struct Diagnosis {
    Health health = Health::ok;
    std::string area;     ///< "store", "certificate"…
    std::string code;     ///< stable, kebab-case: "certificate-expires"
    std::string message;  ///< one sentence
    std::string cure;     ///< what to do; empty where all is well
};

using Diagnoses = std::vector<Diagnosis>;

[[nodiscard]] const char* to_text(Health health) noexcept;
/// The worst of them; ok if there is none.
[[nodiscard]] Health worst_of(const Diagnoses& diagnoses) noexcept;

}  // namespace drp::app
