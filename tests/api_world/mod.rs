//! A small county in service over HTTP: three offices co-sign above a unit that is late with forty of sixty cases.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::panic,
    reason = "each test file uses a part of it, and a failure here is a failed test"
)]

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use duban::access::account::{Account, Scope};
use duban::access::role::Role;
use duban::api::server::run;
use duban::app::accounts::{Wanted, state};
use duban::app::clock;
use duban::app::deliver::targets::Targets;
use duban::app::directory::{Directory, Init};
use duban::app::import::{ImportOptions, import};
use duban::app::lock::Access;
use duban::app::playbooks::{self, PlaybookSource};
use duban::app::service::Service;
use duban::app::service::sessions::Use;
use duban::app::watch::Silent;
use duban::intake::reject::Rejects;
use duban::rim::http::listen::Listen;
use duban::rim::http::state::{Offer, State};
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::watch;

/// The day on which notices are drafted.
pub const DRAFTED: &str = "2026-06-01";

/// A directory in service, and what its clients hold.
pub struct World {
    pub dir: TempDir,
    pub state: Arc<State>,
    pub close: watch::Sender<bool>,
    pub at: SocketAddr,
    agent: ureq::Agent,
}

impl World {
    pub fn new() -> Self {
        Self::with_targets(Targets::default())
    }

    /// A world whose webhooks may lead to `targets`.
    pub fn with_targets(targets: Targets) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d");
        let mut playbook = playbooks::find("default").unwrap();
        playbook.text = without_organization();
        let playbook = PlaybookSource { name: "ours".to_owned(), place: "ours".to_owned(), ..playbook };
        let now = clock::now();
        Directory::init(&Init { path: &path, playbook: &playbook, master_key: None, now }).unwrap();
        let tables = dir.path().join("t");
        write_tables(&tables);
        load(&path, &[tables]);
        let service = Service::open(&path, None, &Silent).unwrap();
        let (close, closing) = watch::channel(false);
        let offer =
            Offer { is_https: false, is_behind_proxy: false, answer_ms_max: 60_000, arrival_ms_max: 60_000 };
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let state = Arc::new(State::new(service, offer, metrics, closing).with_targets(targets));
        let at = listen(&state, close.clone());
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
        Self { dir, state, close, at, agent: config.into() }
    }

    /// Opens an account and gives what its user sends as a token.
    pub fn account(&self, id: &str, role: Role, (agency, person): (&str, Option<&str>)) -> String {
        let scope = match role {
            Role::UnitClerk | Role::UnitLeader => {
                Scope { division: None, sees_below: true, line: Some(agency.to_owned()) }
            }
            _ => Scope::default(),
        };
        let agency = role.sees_the_world().then(|| agency.to_owned());
        let account = Account {
            id: id.to_owned(),
            title: id.to_owned(),
            role,
            level: None,
            agency,
            person: person.map(str::to_owned),
            scope,
            is_enabled: true,
        };
        let now = clock::now();
        let service = &self.state.service;
        let wanted = Wanted { account: &account, seen: None, actor: "test", now };
        service.write(|directory| state(directory, &wanted, |_| Vec::new())).unwrap();
        service.sessions.begin(id, (Use::Token, "test"), now.unix(), 3_600).unwrap().0
    }

    /// Waits until answers show all that the ledger has.
    pub fn settle(&self) {
        for _ in 0..2_000 {
            let world = self.state.service.world();
            if world.seq == world.tip().seq {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the snapshot does not follow");
    }
}

/// Imports what lies at `paths` into the directory at `path`.
pub fn load(path: &Path, paths: &[PathBuf]) {
    let mut directory = Directory::open(path, Access::Write, &Silent).unwrap();
    let options = ImportOptions {
        uploads: &[],
        guard: None,
        paths,
        table: None,
        dry_run: false,
        partial: false,
        correct_basis: None,
        person: None,
        actor: "import",
        now: clock::now(),
        master_key: None,
    };
    let mut rejects = Rejects::new(None);
    let report = import(&mut directory, &options, &mut rejects, &Silent).unwrap();
    assert!(report.accepted, "{:?}", rejects.shown());
}

fn without_organization() -> String {
    let source = include_str!("../../seed/playbooks/default.toml");
    let from = source.find("[[notice.co_signers]]\nagency_kind = \"organization\"").unwrap();
    let to = from + source[from..].find("\n\n").unwrap();
    format!("{}{}", &source[..from], &source[to..])
}

fn write_tables(to: &Path) {
    std::fs::create_dir(to).unwrap();
    let write = |name: &str, text: &str| std::fs::write(to.join(name), text).unwrap();
    write(
        "divisions.csv",
        "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n112,11,village,D\n",
    );
    write(
        "agencies.csv",
        "id,name,kind,division_code,coordinates\npet,Petition Office,petition,1,\ndis,Discipline,discipline,1,\n\
        pol,Law Commission,political_legal,1,\njoint,Joint Conference,joint_conference,1,\ntown,Town Hall,town,11,true\n\
        bad,Office bad,station,11,\ngood1,Office one,station,11,\ngood2,Office two,station,11,\n\
        good3,Office three,station,11,\nsender,Sender,centre,11,\n",
    );
    write(
        "people.csv",
        "id,kind,name,agency_id\nps,official,Petra,pet\nds,official,Dan,dis\nls,official,Li,pol\njs,official,Jo,joint\n\
        bc,official,Bo,bad\nb2,official,Ba,bad\ngc,official,Go,good1\n",
    );
    write(
        "assignments.csv",
        "person_id,agency_id,role,valid_from\nps,pet,head,2025-01-01\nds,dis,head,2025-01-01\nls,pol,head,2025-01-01\n\
        js,joint,convenor,2025-01-01\nbc,bad,head,2025-01-01\nb2,bad,deputy,2025-01-01\ngc,good1,head,2025-01-01\n",
    );
    let mut cases = "id,village_code,kind,opened_at,against_agency\n".to_owned();
    let mut hops = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
    for (unit, late) in [("bad", 40), ("good1", 0), ("good2", 1), ("good3", 2)] {
        for at in 0..60 {
            // One of the late cases complains against the office that has no other part in it.
            let against = if unit == "bad" && at == 20 { "joint" } else { "" };
            writeln!(cases, "{unit}{at:02},111,land,2026-05-01 08:00,{against}").unwrap();
            let received = if late <= at { "2026-05-03 09:00:00" } else { "2026-05-06 09:00:00" };
            writeln!(hops, "{unit}{at:02},1,sender,{unit},2026-05-02 09:00:00,{received}").unwrap();
        }
    }
    write("cases.csv", &cases);
    write("handoffs.csv", &hops);
}

/// Serves `state` on a port of its own for as long as the test runs.
fn listen(state: &Arc<State>, close: watch::Sender<bool>) -> SocketAddr {
    let (send, ready) = mpsc::channel();
    let state = Arc::clone(state);
    std::thread::spawn(move || {
        let listen = Listen { at: "127.0.0.1:0".parse().unwrap(), tls: None, workers: 2 };
        run(&listen, &state, close, |_| {}, &mut |at| send.send(at).unwrap()).unwrap();
    });
    ready.recv_timeout(Duration::from_secs(60)).unwrap()
}

/// An answer, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub media_type: String,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl World {
    /// Asks in English.
    pub fn ask(
        &self,
        (method, path): (&str, &str),
        token: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}/api/v1{path}", self.at))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept-Language", "en");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("Content-Type", "application/json");
        }
        self.run(request, body.map_or_else(Vec::new, |body| body.to_string().into_bytes()))
    }

    /// Sends a file.
    pub fn send(
        &self,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        (media_type, body): (&str, &[u8]),
    ) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method("POST")
            .uri(format!("http://{}/api/v1{path}", self.at))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept-Language", "en")
            .header("Content-Type", media_type);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.run(request, body.to_vec())
    }

    fn run(&self, request: ureq::http::request::Builder, body: Vec<u8>) -> Answer {
        let mut response = self.agent.run(request.body(body).unwrap()).unwrap();
        let header =
            |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (etag, location) = (header("etag"), header("location"));
        let (status, media_type) = (response.status().as_u16(), header("content-type").unwrap_or_default());
        let body = response.body_mut().read_to_vec().unwrap();
        Answer { status, etag, media_type, location, body }
    }

    pub fn get(&self, path: &str, token: &str) -> Answer {
        self.ask(("GET", path), token, &[], None)
    }

    pub fn post(&self, path: &str, token: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.ask(("POST", path), token, headers, Some(body))
    }

    /// Has the notice of the world drafted: `2026-001` to the unit `bad`; it names the case against `joint`.
    pub fn draft(&self, token: &str) -> Value {
        let body = serde_json::json!({ "now": DRAFTED, "matters": ["lagging"] });
        self.post("/notices", token, &[("Idempotency-Key", "draft")], &body).is(201).json()
    }

    /// Has that notice signed by `offices` and issued by the first of them.
    pub fn issue(&self, offices: [&str; 3]) {
        for office in offices {
            self.step(office, "sign", &serde_json::json!({ "now": "2026-06-02" })).is(200);
        }
        self.step(offices[0], "issue", &serde_json::json!({ "now": "2026-06-03" })).is(200);
    }

    /// Takes a step with that notice after reading it.
    pub fn step(&self, token: &str, step: &str, body: &Value) -> Answer {
        let etag = self.get("/notices/2026-001", token).is(200).etag.unwrap();
        let key = format!("{step}-{etag}-{token}");
        let key = &key[..key.len().min(100)];
        let headers = [("If-Match", etag.as_str()), ("Idempotency-Key", key)];
        self.post(&format!("/notices/2026-001/{step}"), token, &headers, body)
    }
}
