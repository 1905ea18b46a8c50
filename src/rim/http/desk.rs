//! What a handler works with: a permit, the world, and what the account sees of it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Either, LocalBoxFuture, Ready, ready};

use super::caller::{Caller, words};
use super::fault;
use super::problem::{Code, Problem};
use super::state::State;
use crate::access::account::Account;
use crate::access::action::Act;
use crate::access::field::Field;
use crate::access::permit::Permit;
use crate::access::sight::Sight;
use crate::app::error::AppError;
use crate::app::service::world::World;
use crate::model::entry::Seq;
use crate::words::{Arg, Words};

/// Header with which a client asks for answers that show at least that entry.
pub const SEQ: &str = "X-Duban-Seq";

/// What a handler of the action `A` works with. There is none without a permit: a route without a rule does not compile.
pub struct Desk<A: Act> {
    /// That it may be done.
    pub permit: Permit<A>,
    /// Who calls.
    pub caller: Caller,
    /// What everything stands on.
    pub state: Arc<State>,
    /// The world of the moment.
    pub world: Arc<World>,
    /// What the account sees of it.
    pub sight: Arc<Sight>,
    /// The client's language.
    pub words: Words,
}

impl<A: Act> Desk<A> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let words = words(request);
        let caller = Caller::of(request)?;
        let permit = Permit::ask(&caller.account).map_err(|denied| fault::denied(denied, &words))?;
        let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal, &words))?;
        let state = Arc::clone(state);
        let (world, sight) = state.service.sight(&caller.account);
        Ok(Self { permit, caller, state, world, sight, words })
    }

    /// The account that calls.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.caller.account
    }

    /// Whether the account may see `field`.
    #[must_use]
    pub fn sees(&self, field: Field) -> bool {
        self.permit.sees(field)
    }

    /// The problem `code` in the client's language.
    #[must_use]
    pub fn problem(&self, code: Code) -> Problem {
        Problem::new(code, &self.words)
    }

    /// That there is no such thing that this account may see.
    #[must_use]
    pub fn not_found(&self) -> Problem {
        self.problem(Code::NotFound)
    }

    /// The problem that `error` is to the client.
    #[must_use]
    pub fn fault(&self, error: &AppError) -> Problem {
        fault::problem(error, &self.words)
    }

    /// The same desk in another world: after a change, in the one that shows it.
    #[must_use]
    pub fn at(&self, world: Arc<World>, sight: Arc<Sight>) -> Self {
        let Self { permit, caller, state, words, .. } = self;
        let (permit, caller, state) = (permit.clone(), caller.clone(), Arc::clone(state));
        Self { permit, caller, state, world, sight, words: *words }
    }

    /// Does `work` on a thread of its own, within the time that an answer may take.
    ///
    /// # Errors
    /// Those of `work`, and a problem when it takes too long.
    pub async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem>
    where
        Self: Send,
    {
        let ms = self.state.offer.answer_ms_max;
        self.work_within(ms, work).await
    }

    /// As [`Desk::work`], within `ms` milliseconds.
    ///
    /// # Errors
    /// As [`Desk::work`].
    pub async fn work_within<T: Send + 'static>(
        self,
        ms: u64,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem>
    where
        Self: Send,
    {
        let words = self.words;
        let work = web::block(move || work(&self));
        match tokio::time::timeout(Duration::from_millis(ms), work).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Problem::new(Code::Unavailable, &words).after(5)),
            Err(_) => Err(timed_out(ms, &words)),
        }
    }
}

/// That the answer took longer than `ms` milliseconds.
#[must_use]
pub fn timed_out(ms: u64, words: &Words) -> Problem {
    let detail = words.say_with("problem-timed-out-detail", &[("ms", Arg::Number(ms))]);
    Problem::new(Code::TimedOut, words).with("limit_ms", ms.into()).with_detail(detail)
}

impl<A: Act> FromRequest for Desk<A> {
    type Error = Problem;
    type Future = Either<Ready<Result<Self, Problem>>, LocalBoxFuture<'static, Result<Self, Problem>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let desk = Self::of(request);
        let Some(header) = request.headers().get(SEQ) else { return Either::Left(ready(desk)) };
        let desk = match desk {
            Ok(desk) => desk,
            Err(problem) => return Either::Left(ready(Err(problem))),
        };
        let asked = header.to_str().ok().and_then(|text| text.trim().parse::<Seq>().ok());
        let Some(asked) = asked else {
            let expected = desk.words.say_with("problem-field-form", &[("expected", "1, 2, 3, …".into())]);
            let problem = desk.problem(Code::InvalidField).with_field(SEQ, header.to_str().ok(), expected);
            return Either::Left(ready(Err(problem)));
        };
        if asked <= desk.world.seq {
            return Either::Left(ready(Ok(desk)));
        }
        Either::Right(Box::pin(desk.once_shown(asked)))
    }
}

impl<A: Act> Desk<A> {
    /// The same desk once the snapshot shows entry `asked`.
    async fn once_shown(mut self, asked: Seq) -> Result<Self, Problem> {
        let mut news = self.state.service.follow();
        let ms = self.state.offer.answer_ms_max;
        let shown = news.wait_for(|news| asked <= news.shown);
        let waited =
            tokio::time::timeout(Duration::from_millis(ms), shown).await.map(|waited| waited.is_ok());
        match waited {
            Ok(true) => {
                (self.world, self.sight) = self.state.service.sight(&self.caller.account);
                Ok(self)
            }
            Ok(false) => Err(self.problem(Code::Unavailable).after(5)),
            Err(_) => Err(timed_out(ms, &self.words)),
        }
    }
}
