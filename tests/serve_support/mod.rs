//! What the tests of the service share: the real binary serving a directory, and clients of it.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test file uses a part of it, and a failure here is a failed test"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Request;

/// The binary serving a directory; ended with the test.
pub struct Served {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The one-time password of the first account, when the directory had none.
    pub password: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }
}

/// A password good enough for every account of a test.
pub const PASSWORD: &str = "Sample-2026-passw0rd";

impl Served {
    /// Serves the directory at `dir`, on a port that is free.
    pub fn start(dir: &Path) -> Self {
        Self::start_with(dir, &[])
    }

    /// [`Served::start`] with further arguments.
    pub fn start_with(dir: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_duban"))
            .arg("serve")
            .arg(dir)
            .args(["--listen", "127.0.0.1:0", "--json", "--lang", "en"])
            .args(more)
            .env("DUBAN_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let (mut password, mut url) = (None, None);
        let mut text = String::new();
        while url.is_none() {
            let mut line = String::new();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended: {text}");
            text.push_str(&line);
            // Documents come one after the other, each over several lines.
            if let Ok(document) = serde_json::from_str::<Value>(&text) {
                text.clear();
                let part = |name: &str| document[name].as_str().map(str::to_owned);
                password = password.or_else(|| part("one_time_password"));
                url = part("listening");
            }
        }
        std::thread::spawn(move || lines.lines().for_each(drop));
        Self { child, url: url.unwrap().trim_end_matches('/').to_owned(), password }
    }

    /// Asks the process to end, and waits: its exit code.
    pub fn stop(mut self) -> i32 {
        let id = i32::try_from(self.child.id()).unwrap();
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(id).unwrap(),
            rustix::process::Signal::TERM,
        )
        .unwrap();
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// A client of whoever is not signed in.
    pub fn nobody(&self) -> Client {
        Client { url: self.url.clone(), token: None }
    }

    /// Signs in as `account`, replacing the one-time `password`.
    pub fn sign_in_first(&self, account: &str, password: &str) -> Client {
        let body = json!({ "account": account, "password": password, "new_password": PASSWORD });
        let begun = self.nobody().post("/api/v1/sessions", &body).is(201).json();
        Client { url: self.url.clone(), token: Some(begun["token"].as_str().unwrap().to_owned()) }
    }

    /// Signs in as `account` with [`PASSWORD`].
    pub fn sign_in(&self, account: &str) -> Client {
        let body = json!({ "account": account, "password": PASSWORD });
        let begun = self.nobody().post("/api/v1/sessions", &body).is(201).json();
        Client { url: self.url.clone(), token: Some(begun["token"].as_str().unwrap().to_owned()) }
    }

    /// The first administrator, signed in for the first time.
    pub fn admin(&self) -> Client {
        self.sign_in_first("admin", self.password.as_deref().unwrap())
    }

    /// An account opened by `admin`, signed in.
    pub fn account(&self, admin: &Client, id: &str, account: &Value) -> Client {
        let body = json!({ "id": id, "account": account });
        let opened = admin.post("/api/v1/accounts", &body).is(201).json();
        self.sign_in_first(id, opened["password"].as_str().unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub struct Client {
    pub url: String,
    pub token: Option<String>,
}

impl Client {
    /// Sends a request; a change brings a key of its own.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        request = request.header("Accept-Language", "en");
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(body.to_vec()).unwrap()).unwrap();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()));
        Answer {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.change("POST", path, &[], body)
    }

    /// A change with a key that is new, and further headers.
    pub fn change(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        use std::sync::atomic::{AtomicU32, Ordering};
        static KEYS: AtomicU32 = AtomicU32::new(0);
        let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
        let mut all = vec![("Content-Type", "application/json")];
        if !headers.iter().any(|(name, _)| *name == "Idempotency-Key") {
            all.push(("Idempotency-Key", &key));
        }
        all.extend(headers);
        self.send(method, path, &all, body.to_string().as_bytes())
    }
}
