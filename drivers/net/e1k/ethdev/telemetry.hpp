// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace e1k {

/// Have telemetry know the commands /net_e1k/…, whether or not it will run.
void register_telemetry();

}  // namespace e1k
