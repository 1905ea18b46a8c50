//! Assembly of the `duban` binary.

fn main() {}
