/// For what happens on another thread or in another process.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace drp::test {

/// Waits up to a minute; a test that never gets there fails.
inline bool eventually(const std::function<bool()>& happens) {
    for (int i = 0; i < 6000; ++i) {
        if (happens()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

}  // namespace drp::test
