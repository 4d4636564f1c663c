// SPDX-License-Identifier: MIT
//! What the command says, word by word: helps, errors and a few results. `TRYCMD=overwrite` writes them anew.

#[test]
fn the_command_says_what_it_did() {
    trycmd::TestCases::new().case("tests/golden/*.trycmd");
}
