//! A small world in service, and requests to it, for tests at the level of HTTP.
//!
//! County 1 has the towns 11 (villages 111, 112) and 12 (village 121). The county office `co` stands above the stations
//! `s11` and `s12` and the bureau `w`; the office `ji` stands beside. `c4` complains against `s11`, `c5` against `w`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data};
use actix_web::{App, test};
use futures_util::stream::once;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::access::account::{Account, Scope};
use crate::access::role::Role;
use crate::app::accounts::{self, Wanted};
use crate::app::clock;
use crate::app::directory::{Directory, Init};
use crate::app::import::{ImportOptions, import};
use crate::app::lock::Access;
use crate::app::playbooks;
use crate::app::service::Service;
use crate::app::service::sessions::Use;
use crate::app::watch::Silent;
use crate::intake::reject::Rejects;
use crate::rim::http::state::{Offer, State};

/// The tables of the world.
const TABLES: &[(&str, &str)] = &[
    (
        "divisions.csv",
        "code,level,name,parent_code\n1,county,County,\n11,town,East,1\n12,town,West,1\n\
         111,village,V1,11\n112,village,V2,11\n121,village,V3,12\n",
    ),
    (
        "agencies.csv",
        "id,name,kind,division_code,parent_id\nco,County office,office,1,\nji,Discipline,discipline,1,\n\
         s11,East station,station,11,co\ns12,West station,station,12,co\nw,Water,bureau,1,co\n",
    ),
    (
        "people.csv",
        "id,kind,name,agency_id,capacity\np1,mediator,P One,s11,1\np2,official,P Two,s12,5\nhead,official,Head,w,\n",
    ),
    (
        "assignments.csv",
        "person_id,division_code,role,valid_from\np1,111,mediator,2026-01-01\np2,121,village_lead,2026-01-01\n",
    ),
    (
        "cases.csv",
        "id,village_code,kind,opened_at,against_agency,outcome\nc1,111,land,2026-05-01,,\nc2,111,land,2026-05-02,,\n\
         c3,121,land,2026-05-03,,\nc4,111,land,2026-05-04,s11,\nc5,121,water,2026-05-05,w,\nc6,112,land,2026-05-06,,shared out\n",
    ),
    (
        "handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at,role\n\
         c1,1,co,s11,2026-05-02,2026-05-03,\nc1,2,s11,co,2026-05-04,2026-05-05,\nc1,3,co,s11,2026-05-06,,\n\
         c2,1,co,s11,2026-05-03,,\nc3,1,co,s12,2026-05-04,2026-05-05,\nc3,2,s12,co,2026-05-06,2026-05-07,\n\
         c3,3,co,s12,2026-05-08,,\nc4,1,co,w,2026-05-05,,\nc5,1,co,w,2026-05-06,2026-05-07,\n",
    ),
    (
        "case_events.csv",
        "case_id,at,kind,agency_id,reason,detail\nc1,2026-05-01T09:00:00+08:00,accepted,co,a quarrel,about a well\n\
         c1,2026-05-02T09:00:00+08:00,assigned,s11,,both were there\nc4,2026-05-04T09:00:00+08:00,accepted,co,,a complaint\n",
    ),
    ("parties.csv", "case_id,ref,name,contact\nc1,a,Li Si,13800000000\nc1,b,Wang Wu,\nc4,a,Zhao Liu,\n"),
];

/// A directory in service.
pub(crate) struct Fixture {
    pub(crate) state: Arc<State>,
    tokens: BTreeMap<&'static str, String>,
    _close: watch::Sender<bool>,
    _dir: TempDir,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem document.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Accounts: name, role, unit, division and head of the line of the scope.
const ACCOUNTS: &[(&str, Role, &str, &str, &str)] = &[
    ("sec", Role::SecurityAdmin, "", "", ""),
    ("sys", Role::SystemAdmin, "", "", ""),
    ("sup", Role::Supervisor, "ji", "", ""),
    ("sup-w", Role::Supervisor, "w", "", ""),
    ("coord", Role::CountyCoordinator, "co", "", ""),
    ("coord11", Role::CountyCoordinator, "ji", "11", ""),
    ("clerk11", Role::UnitClerk, "s11", "11", ""),
    ("clerk12", Role::UnitClerk, "s12", "12", ""),
    ("leader11", Role::UnitLeader, "s11", "11", ""),
    ("line11", Role::UnitClerk, "s11", "", "s11"),
    ("mediator11", Role::Mediator, "s11", "11", ""),
    ("planner", Role::Planner, "ji", "", ""),
    ("planner11", Role::Planner, "ji", "11", ""),
    ("auditor", Role::Auditor, "ji", "", ""),
    ("auditor11", Role::Auditor, "s11", "", ""),
];

impl Fixture {
    /// The world in service.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The world and `more` tables in service.
    pub(crate) fn with(more: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d");
        make(dir.path(), &path, more);
        let service = Service::open(&path, None, &Silent).unwrap();
        let tokens = ACCOUNTS.iter().map(|(name, ..)| {
            let token =
                service.sessions.begin(name, (Use::Token, "t"), clock::now().unix(), 86_400).unwrap().0;
            (*name, token)
        });
        let tokens = tokens.collect();
        let (close, closing) = watch::channel(false);
        let offer =
            Offer { is_https: false, is_behind_proxy: false, answer_ms_max: 30_000, arrival_ms_max: 1_000 };
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let state = Arc::new(State::new(service, offer, metrics, closing));
        Self { state, tokens, _close: close, _dir: dir }
    }

    /// What `account` gets at `path`.
    pub(crate) async fn get(&self, account: &str, path: &str) -> Answer {
        self.ask(account, Method::GET, path, &[], None).await
    }

    /// What `account` gets for a request with these headers and this body.
    pub(crate) async fn ask(
        &self,
        account: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let app = App::new().app_data(Data::from(Arc::clone(&self.state))).configure(super::configure);
        let app = test::init_service(app).await;
        let mut request = test::TestRequest::default().method(method).uri(&format!("/api/v1{path}"));
        request = request.insert_header(("Accept-Language", "en"));
        if let Some(token) = self.tokens.get(account) {
            request = request.insert_header((AUTHORIZATION, format!("Bearer {token}")));
        }
        for header in headers {
            request = request.append_header(*header);
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        let response = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: test::read_body(response).await.to_vec() }
    }

    /// What `account` gets for a request whose body comes half a second after its head, with the key `slow`.
    pub(crate) async fn send_slowly(
        &self,
        account: &str,
        (method, path): (Method, &str),
        media_type: &str,
        body: String,
    ) -> Answer {
        let pause = Duration::from_millis(500);
        let body = once(async move {
            tokio::time::sleep(pause).await;
            Ok::<_, PayloadError>(Bytes::from(body))
        });
        self.send(account, (method, path), media_type, Payload::Stream { payload: Box::pin(body) }).await
    }

    /// What `account` gets for a request with this body, as it comes.
    pub(crate) async fn send(
        &self,
        account: &str,
        (method, path): (Method, &str),
        media_type: &str,
        body: Payload,
    ) -> Answer {
        let app = App::new().app_data(Data::from(Arc::clone(&self.state))).configure(super::configure);
        let app = test::init_service(app).await;
        let mut request = test::TestRequest::default().method(method).uri(&format!("/api/v1{path}"));
        request = request.insert_header(("Accept-Language", "en")).insert_header((CONTENT_TYPE, media_type));
        request = request.insert_header(("Idempotency-Key", "slow"));
        if let Some(token) = self.tokens.get(account) {
            request = request.insert_header((AUTHORIZATION, format!("Bearer {token}")));
        }
        let (request, _) = request.to_request().replace_payload(body);
        let response = test::call_service(&app, request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: test::read_body(response).await.to_vec() }
    }

    /// All items of a list, page by page of `limit`.
    pub(crate) async fn pages(&self, account: &str, path: &str, limit: usize) -> Vec<Value> {
        let (mut items, mut next) = (Vec::new(), String::new());
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let answer = self.get(account, &format!("{path}{joint}limit={limit}{next}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            let page = answer.json();
            let rows = page["items"].as_array().unwrap();
            assert!(rows.len() <= limit);
            items.extend(rows.iter().cloned());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => return items,
            }
        }
    }
}

fn make(folder: &Path, path: &Path, more: &[(&str, &str)]) {
    let playbook = playbooks::find("default").unwrap();
    let now = clock::now();
    Directory::init(&Init { path, playbook: &playbook, master_key: None, now }).unwrap();
    let mut directory = Directory::open(path, Access::Write, &Silent).unwrap();
    for tables in [TABLES, more].into_iter().filter(|tables| !tables.is_empty()) {
        let file = |(name, text): &(&str, &str)| -> PathBuf {
            let file = folder.join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let paths: Vec<PathBuf> = tables.iter().map(file).collect();
        let options = ImportOptions {
            uploads: &[],
            guard: None,
            paths: &paths,
            table: None,
            dry_run: false,
            partial: false,
            correct_basis: Some("a mistake"),
            person: None,
            actor: "import",
            now,
            master_key: None,
        };
        let mut rejects = Rejects::new(None);
        let report = import(&mut directory, &options, &mut rejects, &Silent).unwrap();
        assert_eq!((rejects.shown(), report.problems.len()), (&[][..], 0));
    }
    let named = |id: &str| Some(id.to_owned()).filter(|id| !id.is_empty());
    for &(name, role, unit, division, line) in ACCOUNTS {
        let account = Account {
            id: name.to_owned(),
            title: name.to_owned(),
            role,
            level: None,
            agency: named(unit),
            person: None,
            scope: Scope { division: named(division), sees_below: true, line: named(line) },
            is_enabled: true,
        };
        let wanted = Wanted { account: &account, seen: None, actor: "init", now };
        accounts::state(&mut directory, &wanted, |_| Vec::new()).unwrap();
    }
}
