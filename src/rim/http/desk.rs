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
use crate::app::directory::Directory;
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

impl<A: Act> Clone for Desk<A> {
    fn clone(&self) -> Self {
        let Self { permit, caller, state, world, sight, words } = self;
        Self {
            permit: permit.clone(),
            caller: caller.clone(),
            state: Arc::clone(state),
            world: Arc::clone(world),
            sight: Arc::clone(sight),
            words: *words,
        }
    }
}

impl<A: Act> Desk<A> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let words = words(request);
        let caller = Caller::of(request)?;
        let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal, &words))?;
        Self::for_caller(caller, Arc::clone(state), words)
    }

    fn for_caller(caller: Caller, state: Arc<State>, words: Words) -> Result<Self, Problem> {
        let permit = Permit::ask(&caller.account).map_err(|denied| fault::denied(denied, &words))?;
        let (world, sight) = state.service.sight(&caller.account);
        Ok(Self { permit, caller, state, world, sight, words })
    }

    /// The desk of the same caller as everything stands now: for whoever has waited for something, be it the body, an
    /// entry, or the writer.
    ///
    /// # Errors
    /// A problem when the account is closed, the session over, or the permit gone.
    pub fn anew(&self) -> Result<Self, Problem> {
        let caller = self.caller.again(&self.state.service);
        let caller = caller.ok_or_else(|| self.problem(Code::Unauthenticated))?;
        Self::for_caller(caller, Arc::clone(&self.state), self.words)
    }

    /// The desk made anew when the snapshot shows what is in the ledger by now, so that a change can build on the one before
    /// it; after the time that an answer may take, with the snapshot that there is.
    ///
    /// # Errors
    /// As [`Desk::anew`].
    pub async fn caught_up(&self) -> Result<Self, Problem> {
        let mut news = self.state.service.follow();
        let tip = news.borrow().tip;
        let shown = news.wait_for(|news| tip <= news.shown);
        let ms = self.state.offer.answer_ms_max;
        // What is not shown in time is refused as unknown, which is true and can be put right by asking again.
        drop(tokio::time::timeout(Duration::from_millis(ms), shown).await);
        self.anew()
    }

    /// Does `work` with the directory alone, at a desk that is made anew within: whoever has lost the right to it while
    /// they waited writes nothing.
    ///
    /// # Errors
    /// Those of `work`, and a problem when the account, its rights or its session are not what they were.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Self, &mut Directory) -> Result<T, AppError>,
    ) -> Result<T, Problem> {
        let mut refused = None;
        let written = self.state.service.write(|directory| match self.unchanged() {
            Ok(desk) => work(&desk, directory).map(Some),
            Err(problem) => {
                refused = Some(problem);
                Ok(None)
            }
        });
        match (written.map_err(|error| self.fault(&error))?, refused) {
            (Some(done), _) => Ok(done),
            (None, refused) => Err(refused.unwrap_or_else(|| self.problem(Code::Internal))),
        }
    }

    /// The desk made anew, if its account has the same rights: what was looked up for the request was looked up by them.
    ///
    /// # Errors
    /// As [`Desk::anew`], and when they are others.
    pub fn unchanged(&self) -> Result<Self, Problem> {
        let desk = self.anew()?;
        if desk.account().has_rights_of(self.account()) {
            Ok(desk)
        } else {
            Err(self.problem(Code::Unauthenticated))
        }
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
        let (words, span) = (self.words, tracing::Span::current());
        let work = web::block(move || span.in_scope(|| work(&self)));
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

/// A desk, and the body `B` that was brought to it. The body is read for whoever may do this only, and the desk is made
/// anew when it has arrived, however long that took.
pub struct Handed<A: Act, B>(pub Desk<A>, pub B);

impl<A: Act, B: FromRequest<Error = Problem> + 'static> FromRequest for Handed<A, B>
where
    B::Future: 'static,
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let desk = Desk::<A>::from_request(request, payload);
        let body = B::from_request(request, payload);
        Box::pin(async move {
            let desk = desk.await?;
            let body = body.await?;
            Ok(Self(desk.anew()?, body))
        })
    }
}

impl<A: Act> Desk<A> {
    /// The same desk once the snapshot shows entry `asked`.
    async fn once_shown(self, asked: Seq) -> Result<Self, Problem> {
        let mut news = self.state.service.follow();
        let ms = self.state.offer.answer_ms_max;
        let shown = news.wait_for(|news| asked <= news.shown);
        let waited =
            tokio::time::timeout(Duration::from_millis(ms), shown).await.map(|waited| waited.is_ok());
        match waited {
            Ok(true) => self.anew(),
            Ok(false) => Err(self.problem(Code::Unavailable).after(5)),
            Err(_) => {
                let args = [("seq", Arg::Number(asked)), ("ms", Arg::Number(ms))];
                let detail = self.words.say_with("problem-not-shown-yet-detail", &args);
                Err(timed_out(ms, &self.words).with_detail(detail))
            }
        }
    }
}
