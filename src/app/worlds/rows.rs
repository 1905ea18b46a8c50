//! The rows of a world, with positions in its lists instead of ids.

/// A division.
#[derive(Clone, Debug)]
pub struct Division {
    /// Its code.
    pub code: String,
    /// The division around it.
    pub parent: Option<usize>,
    /// Its level.
    pub level: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// An agency.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its division.
    pub division: usize,
    /// Its superior.
    pub parent: Option<usize>,
    /// Whether it coordinates its division.
    pub coordinates: bool,
    /// The first day on which it is no longer there.
    pub to: Option<i32>,
}

/// A person, called by a title and a number.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their kind.
    pub kind: String,
    /// A title and a number.
    pub name: String,
    /// Their agency.
    pub agency: usize,
    /// Their title.
    pub title: String,
    /// Their team.
    pub team: String,
    /// Stars that were entered.
    pub stars: Option<u32>,
    /// On what the stars rest.
    pub stars_basis: String,
    /// The first day out of service.
    pub to: Option<i32>,
}

/// What somebody is assigned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A division.
    Division(usize),
    /// An agency.
    Agency(usize),
}

/// An assignment.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The person.
    pub person: usize,
    /// What to.
    pub target: Target,
    /// The role.
    pub role: String,
    /// First day.
    pub from: i32,
    /// First day after it.
    pub to: Option<i32>,
}

/// The left end of a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// An agency.
    Agency(usize),
    /// A person.
    Person(usize),
    /// A division.
    Division(usize),
}

/// A pairing.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its kind.
    pub kind: String,
    /// Its left end.
    pub from: End,
    /// The agency at its right end.
    pub to: usize,
}

/// A row of a roster.
#[derive(Clone, Debug)]
pub struct Roster {
    /// The centre.
    pub centre: usize,
    /// The unit.
    pub unit: usize,
    /// How it is present.
    pub mode: &'static str,
    /// First day.
    pub from: i32,
    /// First day after it.
    pub to: Option<i32>,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its project.
    pub project: String,
    /// Its unit.
    pub unit: Option<usize>,
    /// Its territory.
    pub division: usize,
    /// The day on which it is due.
    pub due: Option<i32>,
    /// When it was done.
    pub done: Option<i64>,
}

/// One unit of a meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The meeting's id.
    pub id: String,
    /// The unit.
    pub agency: usize,
    /// The meeting's kind.
    pub kind: String,
    /// Its part.
    pub part: &'static str,
    /// Who called it.
    pub by: usize,
    /// When.
    pub called: i64,
    /// When it came.
    pub attended: Option<i64>,
}

/// A report of a campaign.
#[derive(Clone, Debug)]
pub struct Screening {
    /// The campaign with its year.
    pub campaign: String,
    /// Of which division.
    pub division: usize,
    /// When.
    pub at: i64,
    /// How many disputes were found.
    pub found: u64,
}

/// A case and what happens to it, in the order of time.
#[derive(Clone, Debug)]
pub struct Life {
    /// Its id.
    pub id: String,
    /// Its batch, as a place among those of the world file.
    pub batch: usize,
    /// Where it arose.
    pub division: usize,
    /// Its number within the batch.
    pub number: usize,
    /// Its kind.
    pub kind: String,
    /// Its channel.
    pub channel: String,
    /// Its tier.
    pub tier: String,
    /// Who gave it the tier.
    pub tier_by: Option<usize>,
    /// Acts for which no reason is recorded, by their names.
    pub unreasoned: Vec<String>,
    /// Whether a reason is recorded for the tier.
    pub is_tier_reasoned: bool,
    /// Its board.
    pub board: String,
    /// Its rating.
    pub rating: String,
    /// When it was opened.
    pub opened: i64,
    /// What happens to it.
    pub acts: Vec<Act>,
}

/// Something that happens to a case.
#[derive(Clone, Debug)]
pub struct Act {
    /// When.
    pub at: i64,
    /// What.
    pub what: What,
}

/// What happens to a case.
#[derive(Clone, Debug)]
pub enum What {
    /// An event.
    Event {
        /// Its kind.
        kind: String,
        /// Who acts.
        agency: Option<usize>,
        /// Its step.
        step: String,
        /// Its result.
        result: String,
        /// Its count.
        count: Option<u32>,
    },
    /// It is handed over.
    Hand {
        /// The number of the handoff.
        seq: usize,
        /// By whom.
        from: usize,
        /// To whom.
        to: usize,
        /// For which part.
        role: String,
    },
    /// What was handed over is received.
    Receive(usize),
    /// What was handed over is finished.
    Finish(usize),
    /// It is closed.
    Close,
    /// Somebody is assigned to it.
    Assign {
        /// The person.
        person: usize,
        /// The role.
        role: String,
    },
}

impl Act {
    /// Whether `name` means it: its kind, or its kind and step.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        let (kind, step) = match name.split_once(':') {
            Some((kind, step)) => (kind, Some(step)),
            None => (name, None),
        };
        let (own, detail) = match &self.what {
            What::Event { kind, step, .. } => (kind.as_str(), step.clone()),
            What::Hand { seq, .. } => ("hand", seq.to_string()),
            What::Receive(seq) => ("receive", seq.to_string()),
            What::Finish(seq) => ("finish", seq.to_string()),
            What::Close => ("close", String::new()),
            What::Assign { role, .. } => ("assign", role.clone()),
        };
        own == kind && step.is_none_or(|step| step == detail)
    }
}

impl What {
    /// Of a handing over: its number, by whom, to whom and for which part.
    #[must_use]
    pub fn handed(&self) -> Option<(usize, usize, usize, &str)> {
        let Self::Hand { seq, from, to, role } = self else { return None };
        Some((*seq, *from, *to, role))
    }

    /// Of an assignment: who, and in which role.
    #[must_use]
    pub fn assigned(&self) -> Option<(usize, &str)> {
        let Self::Assign { person, role } = self else { return None };
        Some((*person, role))
    }
}
