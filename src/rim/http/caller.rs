//! Who calls: the account behind a token or cookie, and the language to answer in.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use subtle::ConstantTimeEq;

use super::problem::{Code, Problem};
use super::state::{Offer, State};
use crate::access::account::Account;
use crate::app::clock;
use crate::app::service::Service;
use crate::app::service::sessions::{Session, Use};
use crate::words::{Lang, Words};

/// The cookie of a session; the prefix makes browsers refuse one that another host or path has set.
pub const COOKIE_HTTPS: &str = "__Host-duban";
/// The cookie of a session where there is no HTTPS: on the machine itself.
pub const COOKIE_PLAIN: &str = "duban";
/// Header with which a proxy says where a client is, behind what others have said.
const FORWARDED_FOR: &str = "X-Forwarded-For";
/// Header with which a change by cookie proves whose page it came from.
pub const CSRF: &str = "X-Duban-CSRF";

/// Whoever calls.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: Arc<Account>,
    /// The session or token.
    pub session: Arc<Session>,
}

/// The account of a request, kept with it for the log.
#[derive(Clone, Debug)]
pub struct CalledBy(pub Arc<Account>);

impl Caller {
    /// Whoever makes `request`.
    ///
    /// # Errors
    /// A problem when nobody is signed in, or a change by cookie does not prove where it comes from.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let words = words(request);
        let unknown = || Problem::new(Code::Unauthenticated, &words);
        let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal, &words))?;
        let now = clock::now().unix();
        let (token, by_cookie) = match bearer(request) {
            Some(token) => (token.to_owned(), false),
            None => (cookie(request, state.offer.is_https).ok_or_else(unknown)?, true),
        };
        let session = state.service.sessions.find(&token, now).ok_or_else(unknown)?;
        if by_cookie && session.of != Use::Session {
            return Err(unknown());
        }
        let account = account_of(&state.service, &session).ok_or_else(unknown)?;
        if by_cookie && !is_safe(request.method()) && !is_from_own_page(request, &session) {
            return Err(Problem::new(Code::ForgeryCheck, &words));
        }
        request.extensions_mut().insert(CalledBy(Arc::clone(&account)));
        Ok(Self { account, session })
    }

    /// The same caller as the account and session stand now: for whoever has waited for something. None when the account is
    /// closed or the session over.
    #[must_use]
    pub fn again(&self, service: &Service) -> Option<Self> {
        let session = Arc::clone(&self.session);
        if !service.sessions.is_open(&session, clock::now().unix()) {
            return None;
        }
        Some(Self { account: account_of(service, &session)?, session })
    }
}

/// The account of `session`, unless it is closed.
fn account_of(service: &Service, session: &Session) -> Option<Arc<Account>> {
    let known = service.accounts.find(&session.account)?;
    Some(known.account).filter(|account| account.is_enabled)
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie(request: &HttpRequest, is_https: bool) -> Option<String> {
    let name = if is_https { COOKIE_HTTPS } else { COOKIE_PLAIN };
    request.cookie(name).map(|cookie| cookie.value().to_owned())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_from_own_page(request: &HttpRequest, session: &Session) -> bool {
    let given = request.headers().get(CSRF).map_or(&[][..], |value| value.as_bytes());
    bool::from(given.ct_eq(session.csrf.as_bytes()))
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// Where the client is: of the connection, or as the proxy in front says, whose word comes last. None when it does not say.
#[must_use]
pub fn address(request: &HttpRequest, offer: &Offer) -> Option<IpAddr> {
    if !offer.is_behind_proxy {
        return request.peer_addr().map(|peer| peer.ip());
    }
    let said = request.headers().get_all(FORWARDED_FOR).last()?.to_str().ok()?;
    let last = said.rsplit(',').next()?.trim();
    let at = |text: &str| text.parse::<SocketAddr>().ok().map(|address| address.ip());
    last.trim_matches(['[', ']']).parse().ok().or_else(|| at(last))
}

/// The words of the language that the client asks for; Chinese when it asks for none that is spoken here.
#[must_use]
pub fn words(request: &HttpRequest) -> Words {
    let asked = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::new(asked.and_then(preferred).unwrap_or(Lang::Zh))
}

/// The language of a list of preferences (RFC 9110, 12.5.4) that is spoken here and liked best.
fn preferred(header: &str) -> Option<Lang> {
    let weighed = header.split(',').filter_map(|part| {
        let (tag, weight) = part.split_once(';').map_or((part, None), |(tag, rest)| (tag, Some(rest)));
        let weight =
            weight.and_then(|text| text.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        Some((Lang::parse(tag)?, weight)).filter(|(_, weight)| 0.0 < *weight)
    });
    weighed
        .fold(None, |best: Option<(Lang, f32)>, next| match best {
            Some(best) if next.1 <= best.1 => Some(best),
            Some(_) | None => Some(next),
        })
        .map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_proxy_is_believed_only_when_there_is_one_and_its_last_word_counts() {
        let offer =
            |is_behind_proxy| Offer { is_https: false, is_behind_proxy, answer_ms_max: 1, arrival_ms_max: 1 };
        let request = |said: &str| {
            let request = TestRequest::default().peer_addr("192.0.2.9:99".parse().unwrap());
            request.insert_header((FORWARDED_FOR, said)).to_http_request()
        };
        let of = |said: &str| address(&request(said), &offer(true)).map(|at| at.to_string());
        let peer = address(&request("198.51.100.7"), &offer(false)).unwrap();
        assert_eq!(peer.to_string(), "192.0.2.9");
        assert_eq!(of("203.0.113.1, 198.51.100.7").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("198.51.100.7:1234").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("[2001:db8::1]:1234").as_deref(), Some("2001:db8::1"));
        assert_eq!(of("2001:db8::1").as_deref(), Some("2001:db8::1"));
        assert_eq!(of("unknown"), None);
    }

    #[test]
    fn the_language_liked_best_is_taken() {
        assert_eq!(preferred("en"), Some(Lang::En));
        assert_eq!(preferred("zh-CN,zh;q=0.9,en;q=0.8"), Some(Lang::Zh));
        assert_eq!(preferred("fr, en;q=0.2, zh;q=0.7"), Some(Lang::Zh));
        assert_eq!(preferred("zh;q=0, en;q=0.1"), Some(Lang::En));
        assert_eq!(preferred("fr"), None);
        assert_eq!(preferred(""), None);
        assert_eq!(preferred("en;q=abc"), Some(Lang::En));
    }
}
