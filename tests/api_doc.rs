//! Every command of `docs/api.md`, run in order against a small world.

mod common;
mod serve_support;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::Scratch;
use serde_json::json;
use serve_support::{PASSWORD, Served};

#[test]
fn the_page_about_the_interface_runs() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    let served = Served::start(&s.join("d"));
    let admin = served.admin();
    let of =
        |role: &str| json!({ "title": role, "role": role, "agency": "B", "scope": { "division": null } });
    drop(served.account(&admin, "supervisor", &of("supervisor")));
    let coordinator = served.account(&admin, "coordinator", &of("county_coordinator"));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md");
    let text = fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> =
        text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 15, "every block is run");
    let script = s.write("page.sh", format!("set -euxo pipefail\n{}", blocks.join("\n")));
    let ran = Command::new("bash")
        .arg(&script)
        .current_dir(s.path())
        .env("URL", &served.url)
        .env("ACCOUNT", "supervisor")
        .env("PASSWORD", PASSWORD)
        .env("ADMIN", format!("Authorization: Bearer {}", admin.token.as_ref().unwrap()))
        .env("HANDS_IN", format!("Authorization: Bearer {}", coordinator.token.unwrap()))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}\n{err}");
}
